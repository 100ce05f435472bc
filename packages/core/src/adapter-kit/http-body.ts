import { MisError } from '../errors/mis-error.ts'
import type { Answer } from './http-answer.ts'
import { bodyFailure, tooLarge } from './http-failures.ts'

/** The body of one answer in pieces, unpacked; once only. */
export interface OpenBody {
  readonly pieces: AsyncIterable<Uint8Array>
  /** Gives up what was not read and closes the connection; nothing to do where all was read. */
  close(): void
  /** True where it ended because it was longer than the limit. */
  passedLimit(): boolean
}

/**
 * The pieces end with an error instead of the one that passes `limit`, with the reason of `signal` as soon as it
 * aborts, or with what broke the connection. After `close` they end with an error too: half a body is never a whole.
 */
export function openBody(answer: Answer, limit: number, signal: AbortSignal): OpenBody {
  let closed = false
  let passedLimit = false
  const close = () => {
    closed = true
    signal.removeEventListener('abort', close)
    answer.cancel(signal.reason)
  }
  // Ends a pending read even where the stream does not listen to the signal.
  signal.addEventListener('abort', close, { once: true })
  const checkOpen = () => {
    signal.throwIfAborted()
    if (closed) throw new MisError('bad-response', { details: { why: readTooLate }, hint: readTooLate })
  }
  const checkSize = (bytes: number) => {
    passedLimit = bytes > limit
    if (passedLimit) throw tooLarge(limit, answer.status)
  }
  async function* pieces() {
    let size = 0
    try {
      checkSize(announced(answer))
      for (;;) {
        checkOpen()
        const piece = await answer.read()
        checkOpen()
        if (piece === undefined) return
        size += piece.byteLength
        checkSize(size)
        yield piece
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : bodyFailure(error, answer.status)
    } finally {
      close()
    }
  }
  return { pieces: pieces(), close, passedLimit: () => passedLimit }
}

const readTooLate = 'the body was read after its call had ended'

/**
 * The whole body, unpacked. Stops at `limit` bytes and closes the connection: an answer of an error status is then
 * read as empty, since its status says enough; any other is `bad-response`.
 */
export async function readBody(answer: Answer, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  const body = openBody(answer, limit, signal)
  const chunks: Uint8Array[] = []
  try {
    for await (const piece of body.pieces) chunks.push(piece)
    return joined(chunks)
  } catch (error) {
    if (answer.status >= 400 && body.passedLimit()) return new Uint8Array()
    throw error
  } finally {
    body.close()
  }
}

/** The announced length is that of the packed body, so it only says "too large", never "fits". */
function announced(answer: Answer): number {
  if (answer.header('content-encoding') !== null) return 0
  return Number(answer.header('content-length') ?? 0)
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks
  if (only && chunks.length === 1) return only
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
