import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import type { TlsSettings } from './tls-settings.ts'

/** Opens the connections of an agent. A resumed session is not checked again, but only a checked one is ever kept. */
export function tlsConnector(
  build: typeof buildConnector,
  { secureContext, serverName, checkServerIdentity }: TlsSettings,
): buildConnector.connector {
  const connect = build({ secureContext, checkServerIdentity })
  return (options, callback) => {
    // Otherwise undici takes the name from a `Host` header where there is one.
    const { servername: _ofHeader, ...way } = options
    const socket: unknown = connect({ ...way, ...(serverName && { servername: serverName }) }, callback)
    alertFirst(socket as Socket)
    return socket
  }
}

/**
 * Node tells that the stream has ended before it tells of the alert that ended it. undici destroys the socket at the
 * end, and the alert, which says that our certificate is refused, would be lost. So an end waits for one turn.
 */
function alertFirst(socket: Socket): void {
  const destroy = socket.destroy.bind(socket)
  socket.destroy = (error) => {
    const { code } = (error ?? {}) as { code?: string }
    if (code !== 'UND_ERR_SOCKET' && code !== 'EPIPE' && code !== 'ECONNRESET') return destroy(error)
    setImmediate(() => destroy(error))
    return socket
  }
}
