import { GostError } from './errors.ts'

const block = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g

/** Bytes of the first PEM block with one of these labels; text around it does not matter. */
export function fromPem(text: string, labels: readonly string[], what: string): { label: string; der: Uint8Array } {
  for (const [, label = '', body = ''] of text.matchAll(block)) {
    if (!labels.includes(label)) continue
    // Headers such as `Proc-Type` stand before an empty line; what has them is encrypted in the old way.
    if (body.includes(':')) throw new GostError('unsupported', `${what} has headers of the old PEM encryption`)
    return { label, der: Uint8Array.from(Buffer.from(body, 'base64')) }
  }
  throw new GostError('unreadable', `${what} is not PEM with "BEGIN ${labels.join('" or "BEGIN ')}"`)
}

export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
