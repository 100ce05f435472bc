import { type SaxesAttributePlain, SaxesParser } from 'saxes'
import { type Reason, reasonOf, refused } from './refuse.ts'

/** What a document tells, in its order. An element's attributes come before its opening. */
export interface Listener {
  attribute(name: string, value: string): void
  open(name: string): void
  text(piece: string): void
  close(): void
  /** A comment or processing instruction has ended, and what stood in it. */
  aside(text: string): void
}

/** The strict parser beneath: it tells `listener` and throws on the first fault. */
export interface Source {
  write(text: string): void
  end(): void
}

/**
 * Whom the handlers below tell, while a parser writes. They are the same functions for every parser, because V8 throws
 * away the code compiled around a function that has died: with functions of their own, each document that follows a
 * garbage collection takes up to five times as long.
 */
let listening: Listener

const onAttribute = ({ name, value }: SaxesAttributePlain): void => listening.attribute(name, value)
const onOpen = ({ name }: { readonly name: string }): void => listening.open(name)
const onText = (piece: string): void => listening.text(piece)
const onClose = (): void => listening.close()
const onComment = (text: string): void => listening.aside(text)
const onInstruction = ({ body }: { readonly body: string }): void => listening.aside(body)
const onDoctype = (): never => refuse('doctype')
const onError = ({ message }: Error): never => refuse(reasonOf(message))

/**
 * A class of its own gives V8 room for nine handlers in the object; from the eighth on it would turn a plain
 * `SaxesParser` into a hash table, five times slower.
 */
class StrictParser extends SaxesParser {
  constructor() {
    // By XML 1.0 always: 1.1 would let control characters in as references.
    super({ position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' })
    this.on('attribute', onAttribute)
    this.on('opentag', onOpen)
    this.on('text', onText)
    this.on('cdata', onText)
    this.on('closetag', onClose)
    this.on('comment', onComment)
    this.on('processinginstruction', onInstruction)
    this.on('doctype', onDoctype)
    this.on('error', onError)
  }
}

export function createSource(listener: Listener): Source {
  const parser = new StrictParser()
  return {
    write: (text) => tell(listener, parser, text),
    end: () => tell(listener, parser, null),
  }
}

/** A sink may read another document meanwhile, so whoever was told before is told again. */
function tell(listener: Listener, parser: SaxesParser, text: string | null): void {
  const before = listening
  listening = listener
  try {
    parser.write(text)
  } finally {
    listening = before
  }
}

function refuse(reason: Reason): never {
  throw refused(reason)
}
