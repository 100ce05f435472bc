import { GostError } from './errors.ts'

/** Bytes of the first PEM block with one of these labels; text around it does not matter. */
export function fromPem(text: string, labels: readonly string[], what: string): { label: string; der: Uint8Array } {
  const [opening, label = ''] = new RegExp(`-----BEGIN (${labels.join('|')})-----`).exec(text) ?? []
  const start = opening === undefined ? -1 : text.indexOf(opening) + opening.length
  const end = text.indexOf(`-----END ${label}-----`, start)
  if (start < 0 || end < 0) {
    throw new GostError('unreadable', `${what} is not PEM with "BEGIN ${labels.join('" or "BEGIN ')}"`)
  }
  const body = text.slice(start, end)
  // Headers such as `Proc-Type: 4,ENCRYPTED` are of the old encryption; what stands below them is no DER.
  if (body.includes(':')) throw new GostError('unsupported', `${what} has headers of the old PEM encryption`)
  return { label, der: Uint8Array.from(Buffer.from(body, 'base64')) }
}

export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
