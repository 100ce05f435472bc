import { Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createInflate, createUnzip } from 'node:zlib'
import type { Answer } from './http-answer.ts'

const unpackers: Readonly<Record<string, () => Transform>> = {
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** The same answer with its body unpacked; one in an encoding we did not ask for stays as it is. */
export function unpacked(answer: Answer): Answer {
  const named = answer.header('content-encoding')
  if (named === null) return answer
  const steps = named.split(',').map((name) => unpackers[name.trim().toLowerCase()])
  if (steps.includes(undefined)) return answer
  let pieces: AsyncIterator<Uint8Array> | undefined
  const open = () => {
    let stream: Readable = Readable.from(piecesOf(answer))
    // Whoever packed last is unpacked first.
    for (const step of steps.reverse()) if (step) stream = stream.compose(step()) as Readable
    return stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  }
  return {
    ...answer,
    async read() {
      pieces ??= open()
      const { done, value } = await pieces.next()
      return done ? undefined : value
    },
    cancel(reason) {
      answer.cancel(reason)
      pieces?.return?.().catch(() => {})
    },
  }
}

async function* piecesOf(answer: Answer): AsyncGenerator<Uint8Array> {
  for (let piece = await answer.read(); piece; piece = await answer.read()) yield piece
}
