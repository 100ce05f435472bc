import { pipeline, Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createInflate, createUnzip } from 'node:zlib'
import { entryOf } from './entry-of.ts'
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
  const packers = named.split(',').map((name) => entryOf(unpackers, name.trim().toLowerCase()))
  const known = packers.filter((packer) => packer !== undefined)
  if (known.length < packers.length) return answer
  let pieces: AsyncIterator<Uint8Array> | undefined
  const open = () => {
    // Whoever packed last is unpacked first.
    const steps = known.reverse().map((make) => make())
    // What breaks one of them ends them all, and reaches whoever reads the last.
    const end = pipeline([Readable.from(piecesOf(answer)), ...steps], () => {}) as Transform
    return end[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
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
