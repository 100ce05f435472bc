import { createHmac, timingSafeEqual } from 'node:crypto'

/** The header that carries the signature: `t=<seconds>,v1=<hex>`, one `v1` for each live secret. */
export const signatureHeader = 'mis-signature'

const digestOf = (secret: string, seconds: number, body: string) =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest()

/** HMAC-SHA-256 over the time and the body, by each secret. */
export function signWebhook(body: string, secrets: readonly string[], now: number): string {
  const seconds = Math.floor(now / 1000)
  const signatures = secrets.map((secret) => `v1=${digestOf(secret, seconds, body).toString('hex')}`)
  return [`t=${seconds}`, ...signatures].join()
}

/** What `verifyWebhook` judges by. */
export interface VerifyWebhookOptions {
  /** The body as it came, before any parsing. */
  readonly body: string
  /** The header `mis-signature`; undefined where there was none. */
  readonly signature: string | null | undefined
  /** The receiver's secrets: one of them is enough, so that they can be changed one side at a time. */
  readonly secrets: readonly string[]
  /** Epoch milliseconds: `Date.now()`. */
  readonly now: number
  /** How far the sender's time may be from it, in milliseconds. Default 300,000 (5 minutes). */
  readonly toleranceMs?: number
}

/** For receivers: true where one of the secrets signed exactly this body, about now. */
export function verifyWebhook({ body, signature, secrets, now, toleranceMs = 300_000 }: VerifyWebhookOptions): boolean {
  const parts = (signature ?? '').split(',').map((part) => part.trim().split('='))
  const seconds = Number(parts.find(([name]) => name === 't')?.[1] || Number.NaN)
  if (!Number.isInteger(seconds) || Math.abs(now - seconds * 1000) > toleranceMs) return false
  const given = parts.filter(([name]) => name === 'v1').map(([, hex = '']) => Buffer.from(hex, 'hex'))
  return secrets.some((secret) => {
    const expected = digestOf(secret, seconds, body)
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
  })
}
