import { createDecoder } from './bytes.ts'
import { createDocumentReader } from './document.ts'
import { limitsOf, type XmlLimits } from './limits.ts'
import { planOf } from './plan.ts'
import { refused } from './refuse.ts'
import type { RecordShape, XmlSink } from './shape.ts'

/** Options of an XML reader. */
export interface XmlReaderOptions {
  /** Local name the root element must have, or any of several. Default: any. */
  readonly root?: string | readonly string[]
  /** What the document may have at most. Default: see `XmlLimits`. */
  readonly limits?: Partial<XmlLimits>
  /** The charset the transport names, such as that of the content type; it wins over the XML declaration. */
  readonly charset?: string | null
}

/** What is known of a document when it has been read to its end. */
export interface XmlDocumentFacts {
  /** Local name of the root element. */
  readonly root: string
}

/** Bytes decoded at once, so that a large buffer is refused as early as a stream. */
const pieceSize = 64 * 1024

/**
 * Reads a document in one pass, without a tree: each sink gets the records of its shape while the bytes come in.
 * The document counts only when the promise resolves: records of one that was refused half-way are to be thrown away.
 * Nothing but `source` is ever read: no DOCTYPE, no external entity. On failure the source is closed.
 *
 * @throws MisError `bad-response` where the document is cut, not well-formed, over a limit or in another charset;
 * `details.why` tells which and holds nothing of the document. `invalid-request` where a shape or option is wrong.
 */
export async function readXml(
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  sinks: readonly XmlSink[],
  options: XmlReaderOptions = {},
): Promise<XmlDocumentFacts> {
  const reader = openReader(sinks, options)
  for await (const chunk of source) reader.take(chunk)
  return reader.end()
}

/** Reads documents of one kind; see `xmlReader`. */
export interface XmlReader {
  /**
   * As `readXml` does: `onRecord[n]` gets the records of the n-th shape. `charset` as in `XmlReaderOptions`. Several
   * documents may be read at once.
   *
   * @throws MisError as `readXml` does.
   */
  read(
    source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    onRecord: readonly XmlSink['onRecord'][],
    charset?: string | null,
  ): Promise<XmlDocumentFacts>
}

/** Plans that wait for the next document. */
const mostIdle = 4

/**
 * For answers that come again and again: their shapes are worked out once, not for each document. What one document
 * taught serves the next, but a strange one leaves nothing behind.
 *
 * @throws MisError `invalid-request` where a shape or option is wrong.
 */
export function xmlReader(
  shapes: readonly RecordShape[],
  { root = [], limits: given }: Omit<XmlReaderOptions, 'charset'> = {},
): XmlReader {
  const limits = limitsOf(given)
  const idle = [planOf(shapes)]
  return {
    async read(source, onRecord, charset = null) {
      const sinks = shapes.map((shape, index) => ({ shape, onRecord: onRecord[index] ?? ignore }))
      // A plan serves one document at a time, so that its limits are that document's own.
      const plan = idle.pop() ?? planOf(shapes)
      const reader = createReader(createDocumentReader(sinks, listOf(root), limits, plan), limits, charset)
      for await (const chunk of source) reader.take(chunk)
      const facts = reader.end()
      if (plan.isLight() && idle.length < mostIdle) idle.push(plan)
      return facts
    },
  }
}

function ignore(): void {}

/** The same for a document that is all there. A string has been decoded already: its `charset` is not asked. */
export function readXmlText(
  text: string | Uint8Array,
  sinks: readonly XmlSink[],
  options: XmlReaderOptions = {},
): XmlDocumentFacts {
  const reader = openReader(sinks, options)
  if (typeof text === 'string') reader.takeText(text)
  else reader.take(text)
  return reader.end()
}

interface Reader {
  take(chunk: Uint8Array): void
  takeText(text: string): void
  end(): XmlDocumentFacts
}

function openReader(sinks: readonly XmlSink[], { root = [], limits: given, charset = null }: XmlReaderOptions): Reader {
  const limits = limitsOf(given)
  const plan = planOf(sinks.map(({ shape }) => shape))
  return createReader(createDocumentReader(sinks, listOf(root), limits, plan), limits, charset)
}

const listOf = (root: string | readonly string[]): readonly string[] => (typeof root === 'string' ? [root] : root)

function createReader(
  document: ReturnType<typeof createDocumentReader>,
  limits: XmlLimits,
  charset: string | null,
): Reader {
  const decoder = createDecoder(charset)
  let size = 0
  return {
    take(chunk) {
      size += chunk.length
      if (size > limits.bytes) throw refused('bytes')
      for (let start = 0; start < chunk.length; start += pieceSize)
        document.write(decoder.decode(chunk.subarray(start, start + pieceSize)))
    },
    takeText(text) {
      if (text.length > limits.bytes) throw refused('bytes')
      if (!text.isWellFormed()) throw refused('character')
      document.write(text)
    },
    end() {
      document.write(decoder.end())
      document.end()
      return { root: document.root }
    },
  }
}
