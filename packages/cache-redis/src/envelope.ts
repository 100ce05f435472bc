/** Raised with every change of what is stored: answers of another version are no answers. */
const version = 1

export interface Envelope {
  /** The lease of its day when it was stored; of another lease it is older than a write. */
  readonly lease: string
  readonly loadedAt: number
  readonly value: unknown
}

export function writeEnvelope({ lease, loadedAt, value }: Envelope): string {
  return JSON.stringify([version, lease, loadedAt, value])
}

/** Undefined for what is not an envelope of this version. */
export function readEnvelope(text: string | undefined): Envelope | undefined {
  if (text === undefined) return undefined
  try {
    const [found, lease, loadedAt, value]: unknown[] = JSON.parse(text)
    if (found !== version || typeof lease !== 'string' || typeof loadedAt !== 'number') return undefined
    return { lease, loadedAt, value }
  } catch {
    return undefined
  }
}
