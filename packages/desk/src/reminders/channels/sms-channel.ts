import { defaultRuntime, type Runtime } from '@mis/core'
import { type Channel, ChannelError, type ChannelMessage } from '../channel.ts'

/** A request to an SMS gateway over HTTP. */
export interface SmsRequest {
  readonly url: string
  /** Default `POST`. */
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Options of `smsChannel`. */
export interface SmsChannelOptions {
  /** How this gateway is asked; `message.to.phone` is E.164. */
  readonly request: (message: ChannelMessage & { readonly to: { readonly phone: string } }) => SmsRequest
  /** For gateways that answer 200 to what they refuse: throws a `ChannelError`. `body` is the answer. Default: any 2xx is taken. */
  readonly check?: (body: string) => void
  /** The gateway takes a message id and sends it once. Default: false. */
  readonly isIdempotent?: boolean
  readonly runtime?: Pick<Runtime, 'fetch'>
}

/** Text messages by an HTTP gateway. */
export function smsChannel({
  request,
  check,
  isIdempotent = false,
  runtime = defaultRuntime,
}: SmsChannelOptions): Channel {
  return {
    name: 'sms',
    isIdempotent,
    canReach: ({ phone }) => phone !== undefined,
    async send(message, signal) {
      const { url, method = 'POST', headers = {}, body } = request(message as Parameters<typeof request>[0])
      const response = await runtime.fetch(url, {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(body !== undefined && { body }),
      })
      const answer = await response.text()
      if (response.ok) return check?.(answer)
      const { status } = response
      // A gateway that fails in the middle may have sent it; one that refuses has not.
      if (status >= 500 && status !== 503) throw new Error(`http-${status}`)
      throw new ChannelError(`http-${status}`, {
        isRefusal: status < 500 && ![401, 403, 408, 425, 429].includes(status),
      })
    },
  }
}
