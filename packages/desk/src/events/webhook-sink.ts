import { defaultRuntime, type Runtime } from '@mis/core'
import { invalidInput } from '../refuse.ts'
import { signatureHeader, signWebhook } from './signature.ts'
import { DeliveryError, type Sink } from './sink.ts'

/** Options of `webhookSink`. */
export interface WebhookSinkOptions extends Pick<Sink, 'name' | 'types'> {
  /** `https`, or `http` on this machine. Redirects are not followed. */
  readonly url: string
  /** One or two, 16 characters or more each: while they are changed both sign. */
  readonly secrets: readonly string[]
  /** More headers, such as an `authorization`. Default: none. */
  readonly headers?: Readonly<Record<string, string>>
  /** Time and network. Default: the machine's. */
  readonly runtime?: Pick<Runtime, 'now' | 'fetch'>
}

/** Statuses that say "not this one, ever"; every other one but 2xx says "not now". */
const refusals: readonly number[] = [400, 405, 406, 409, 413, 415, 422, 431, 451]

/**
 * Posts each event as JSON, signed over time and body (`verifyWebhook` for the receiver); any answer but 2xx means that
 * it did not arrive. Throws `invalid-request` naming an option that does not fit.
 */
export function webhookSink(options: WebhookSinkOptions): Sink {
  const { name, types, url, secrets, headers = {}, runtime = defaultRuntime } = options
  const address = URL.parse(url)
  const isHere = address !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(address.hostname)
  if (address === null || !(address.protocol === 'https:' || (address.protocol === 'http:' && isHere)))
    throw invalidInput({ 'webhook.url': 'must be https, or http on this machine' }, 'options')
  if (secrets.length < 1 || secrets.length > 2 || secrets.some((secret) => secret.length < 16))
    throw invalidInput({ 'webhook.secrets': 'must be one or two, of 16 characters or more' }, 'options')
  return {
    name,
    ...(types !== undefined && { types }),
    async deliver(events, signal) {
      for (const event of events) {
        const body = JSON.stringify(event)
        const signature = signWebhook(body, secrets, runtime.now())
        const response = await runtime
          .fetch(url, {
            method: 'POST',
            body,
            signal,
            redirect: 'manual',
            headers: {
              ...headers,
              'content-type': 'application/json',
              'mis-event-id': event.id,
              [signatureHeader]: signature,
            },
          })
          .catch(() => {
            throw new DeliveryError('unreachable')
          })
        await response.body?.cancel()
        if (response.ok) continue
        const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
        throw new DeliveryError(`http-${response.status}`, {
          isRefusal: refusals.includes(response.status),
          retryAfterMs: Number.isFinite(seconds) ? Math.min(seconds, 3_600) * 1000 : null,
        })
      }
    },
  }
}
