import { type Context, isMisError } from '@mis/core'
import { charsetOf, type HeaderValues, type Http, type HttpRequest, http } from '@mis/core/adapter'
import { readXml, type XmlSink } from '@mis/core/xml'
import { refusalOf, refusedBy } from '../errors.ts'
import type { GatewaySettings } from '../options.ts'
import { type Ack, ackReader } from '../wire/gateway/ack.ts'
import { type Message, messagePath, messageType, writeMessage } from '../wire/gateway/message.ts'
import { createAuthority } from './authority.ts'
import { clockText } from './tokens.ts'

export interface Exchange {
  /** Who gets the rows; they stand for nothing where the exchange fails. Default: nobody. */
  readonly sinks?: readonly XmlSink[]
  /** Further members of `<MSG_OUT>`. Default: none. */
  readonly fields?: readonly string[]
  /** Whether this message is what the operation is for. Default: `read`. */
  readonly effect?: 'read' | 'write'
}

export interface GatewayClient {
  /**
   * Sends one message and reads the answer as it streams by. Resolves where the gateway said yes (SPRESULT 1).
   *
   * @throws MisError what the answer stands for: see `errors.ts`.
   */
  send(message: Message, context: Context, exchange?: Exchange): Promise<Ack>
  /** Resolves with the refusal instead of throwing it. */
  ask(message: Message, context: Context, exchange?: Exchange): Promise<Ack>
  close(): Promise<void>
}

export function createGatewayClient(settings: GatewaySettings): GatewayClient {
  const { auth, baseUrl, maxResponseBytes, runtime, sender, timeZone } = settings
  const line: Http = http({
    baseUrl,
    ...(maxResponseBytes !== undefined && { maxResponseBytes }),
    ...(auth.kind === 'certificate' && { tls: auth.tls }),
    ...(runtime?.now !== undefined && { now: runtime.now }),
  })
  const authority = createAuthority(settings, line)

  async function exchangeOnce(message: Message, context: Context, exchange: Exchange, headers: HeaderValues) {
    const { sinks = [], fields = [], effect = 'read' } = exchange
    const envelope = {
      sender,
      time: clockText(context.runtime.now(), timeZone),
      id: context.runtime.id(),
    }
    const request: HttpRequest = {
      method: 'POST',
      path: messagePath,
      body: writeMessage(message, envelope),
      headers: { ...headers, 'content-type': messageType, accept: 'text/xml, application/xml' },
      effect,
    }
    return line.stream(request, context, async (body, head): Promise<Ack> => {
      if (head.status >= 400) throw refusedBy(head, context)
      const ack = ackReader(message.name, fields)
      const charset = charsetOf(head.header('content-type'))
      await readXml(body, [...ack.sinks, ...sinks], { root: 'ACK', charset })
      return ack.finish()
    })
  }

  async function ask(message: Message, context: Context, exchange: Exchange = {}): Promise<Ack> {
    // Waiting for a token sends nothing of this operation's own.
    context.sent ??= false
    const headers = await authority.headers(context)
    try {
      return await exchangeOnce(message, context, exchange, headers)
    } catch (error) {
      if (!isMisError(error, 'unauthorized') || error.status !== 401) throw error
      // A 401 says that nothing was done, so this holds for writes as well.
      if (exchange.effect === 'write') context.sent = false
      const renewed = await authority.renewed(headers, context)
      if (renewed === null || renewed.authorization === headers.authorization) throw error
      return exchangeOnce(message, countedAnew(context), exchange, renewed)
    }
  }

  return {
    ask,
    async send(message, context, exchange) {
      const ack = await ask(message, context, exchange)
      const refusal = refusalOf(ack, context)
      if (refusal !== null) throw refusal
      return ack
    },
    close: () => line.close(),
  }
}

/** The same call; what was sent before is not counted, because it was refused unread. */
function countedAnew(context: Context): Context {
  return {
    ...context,
    get sent() {
      return context.sent
    },
    set sent(value) {
      context.sent = value
    },
  }
}
