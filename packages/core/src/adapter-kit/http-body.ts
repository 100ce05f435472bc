import { bodyFailure, tooLarge } from './http-failures.ts'

/**
 * The whole body, unpacked. Stops at `limit` bytes and closes the connection: an answer of an error status is then
 * read as empty, since its status says enough; any other is `bad-response`.
 */
export async function readBody(response: Response, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  if (!response.body) return new Uint8Array()
  const reader = response.body.getReader()
  // Ends a pending read even where the stream does not listen to the signal.
  const stop = () => void reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  try {
    if (signal.aborted) stop()
    if (announced(response) > limit) throw new TooLarge()
    const chunks: Uint8Array[] = []
    let size = 0
    for (;;) {
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      if (done) return joined(chunks, size)
      size += value.byteLength
      if (size > limit) throw new TooLarge()
      chunks.push(value)
    }
  } catch (error) {
    stop()
    if (signal.aborted) throw signal.reason
    if (!(error instanceof TooLarge)) throw bodyFailure(error, response.status)
    if (response.status >= 400) return new Uint8Array()
    throw tooLarge(limit, response.status)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

class TooLarge extends Error {}

/** The announced length is that of the packed body, so it only says "too large", never "fits". */
function announced(response: Response): number {
  if (response.headers.has('content-encoding')) return 0
  return Number(response.headers.get('content-length') ?? 0)
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks
  if (only && chunks.length === 1) return only
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
