import { limitsOf, type XmlLimits } from './limits.ts'
import { type LocalAttribute, Namespaces, type RawAttribute } from './namespaces.ts'
import { type Child, type Meaning, type Plan, planOf } from './plan.ts'
import { Collector } from './records.ts'
import { refused } from './refuse.ts'
import { createSource, type Listener, type Source } from './saxes.ts'
import type { XmlSink } from './shape.ts'

/** Strings are cut into such pieces, so that limits bite early whatever the size of a chunk. */
const pieceLength = 64 * 1024

const noAttributes: readonly RawAttribute[] = []

/**
 * A reader in the middle of a document that never ends. While it lives, V8 remembers the layout of all that reading is
 * made of, and the code compiled for it; else the first document after a garbage collection takes up to five times as long.
 */
let keeper: DocumentReader | undefined

export function createDocumentReader(
  sinks: readonly XmlSink[],
  roots: readonly string[],
  limits: XmlLimits,
  plan: Plan,
): DocumentReader {
  if (!keeper) {
    const shape = { element: 'r', fields: ['f', '@a'], from: { d: ['f'] } }
    // Two sinks, and enough records for V8 to notice: else it compiles for the sink of one document, which goes with it.
    const sinks = [
      { shape, onRecord() {} },
      { shape, onRecord() {} },
    ]
    keeper = new DocumentReader(sinks, [], limitsOf(), planOf([shape, shape]))
    keeper.write(`<d a="b"><f>c</f>${'<r a="b"><f>c</f></r>'.repeat(100)}<r><f>c`)
  }
  return new DocumentReader(sinks, roots, limits, plan)
}

/** Reads one document: keeps count of the elements around and gives the collector what it wants of each. */
class DocumentReader implements Listener {
  /** The local name of the root element; '' before it began. */
  root = ''
  readonly #source: Source
  readonly #plan: Plan
  readonly #collector: Collector
  readonly #namespaces = new Namespaces()
  readonly #roots: readonly string[]
  readonly #limits: XmlLimits
  #depth = 0
  #elements = 0
  /** The element being read, those around it, and what has been read of the text of each. */
  #meaning: Meaning
  readonly #meanings: Meaning[]
  #text = ''
  readonly #texts: string[] = ['']
  /** Of each element around: the child read last. */
  readonly #lastChildren: (Child | undefined)[] = [undefined]
  #attributes: readonly RawAttribute[] = noAttributes
  /** The elements around that have attributes, by depth: few, so that the others pay one comparison. */
  readonly #attributed: { readonly depth: number; readonly nil: boolean }[] = []
  #lastAttributed = -1
  /** True when something has ended since the last piece; else how much has come since. */
  #moved = false
  #unmoved = 0

  constructor(sinks: readonly XmlSink[], roots: readonly string[], limits: XmlLimits, plan: Plan) {
    this.#plan = plan
    this.#collector = new Collector(sinks, this.#plan)
    this.#roots = roots
    this.#limits = limits
    this.#meaning = this.#plan.start
    this.#meanings = [this.#meaning]
    this.#source = createSource(this)
  }

  write(chunk: string): void {
    for (let start = 0; start < chunk.length; start += pieceLength) {
      const piece = chunk.slice(start, start + pieceLength)
      this.#moved = false
      this.#source.write(piece)
      // Nothing tells of a text, a name or a comment before it ends. As written it may be longer than what it means.
      this.#unmoved = this.#moved ? 0 : this.#unmoved + piece.length
      if (this.#unmoved > 2 * this.#limits.textLength + pieceLength) throw refused('textLength')
    }
  }

  end(): void {
    this.#source.end()
  }

  attribute(name: string, value: string): void {
    this.#moved = true
    if (this.#attributes.length >= this.#limits.attributes) throw refused('attributes')
    this.#checkLength(name)
    this.#checkLength(value)
    this.#attributes = [...this.#attributes, { name, value }]
  }

  open(name: string): void {
    this.#moved = true
    const around = this.#meaning
    if (around.texts.length > 0) this.#texts[this.#depth] = this.#text
    this.#text = ''
    this.#depth += 1
    this.#elements += 1
    if (this.#depth > this.#limits.depth) throw refused('depth')
    if (this.#elements > this.#limits.elements) throw refused('elements')
    if (this.#attributes.length > 0) this.#openWithAttributes(name)
    else this.#enter(this.#foresee(name))
  }

  text(piece: string): void {
    this.#moved = true
    this.#checkLength(piece)
    if (this.#meaning.texts.length === 0) return
    this.#text += piece
    this.#checkLength(this.#text)
  }

  close(): void {
    this.#moved = true
    const { texts, holders } = this.#meaning
    const nil = this.#lastAttributed === this.#depth && this.#leaveAttributes()
    if (texts.length > 0) this.#collector.put(texts, this.#depth, nil ? undefined : trimmed(this.#text))
    if (holders.length > 0) this.#collector.close(this.#depth, nil)
    this.#depth -= 1
    this.#meaning = this.#meanings[this.#depth] as Meaning
    if (this.#meaning.texts.length > 0) this.#text = this.#texts[this.#depth] as string
  }

  aside(text: string): void {
    this.#moved = true
    this.#checkLength(text)
  }

  #checkLength(text: string): void {
    if (text.length > this.#limits.textLength) throw refused('textLength')
  }

  #enter(child: Child): void {
    const { meaning } = child
    this.#lastChildren[this.#depth - 1] = child
    this.#lastChildren[this.#depth] = undefined
    this.#meaning = meaning
    this.#meanings[this.#depth] = meaning
    if (meaning.holders.length > 0) this.#collector.open(meaning.holders, this.#depth)
    if (meaning.localNames.length > 0) this.#collector.put(meaning.localNames, this.#depth, child.name)
  }

  /** The child of that name: most probably the one that came at this place last time. */
  #foresee(name: string): Child {
    const before = this.#lastChildren[this.#depth - 1]
    const likely = before ? before.next : this.#meaning.first
    if (likely && likely.name === name) return likely
    const child = this.#find(name)
    if (before) before.next = child
    // The root is looked at in every document.
    else if (this.#depth > 1) this.#meaning.first = child
    return child
  }

  #find(name: string): Child {
    this.#checkLength(name)
    const colon = name.indexOf(':')
    const local = colon === -1 ? name : this.#namespaces.localName(name, colon)
    if (this.#depth === 1) {
      this.root = local
      if (this.#roots.length > 0 && !this.#roots.includes(local)) throw refused('root')
    }
    return this.#plan.enter(this.#meaning, local)
  }

  #openWithAttributes(name: string): void {
    const others = this.#namespaces.enter(this.#attributes, this.#depth)
    this.#attributes = noAttributes
    this.#enter(this.#find(name))
    this.#lastAttributed = this.#depth
    this.#attributed.push({ depth: this.#depth, nil: this.#namespaces.isNil(others) })
    for (const target of this.#meaning.attributes) {
      const found = attributeNamed(target.name, others)
      if (found) this.#collector.put([target], this.#depth, detached(found.value))
    }
  }

  #leaveAttributes(): boolean {
    this.#namespaces.leave(this.#depth)
    const left = this.#attributed.pop()
    this.#lastAttributed = this.#attributed.at(-1)?.depth ?? -1
    return left?.nil ?? false
  }
}

/** The attribute without a prefix before one with any. */
function attributeNamed(wanted: string, attributes: readonly LocalAttribute[]): LocalAttribute | undefined {
  const same = attributes.filter(({ name }) => name === wanted)
  return same.find(({ prefix }) => prefix === '') ?? same[0]
}

/** Without XML whitespace at both ends; other spaces, such as the no-break space, are content. */
function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start += 1
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1
  return detached(end - start === text.length ? text : text.slice(start, end))
}

/** From this length on V8 makes a part of a string a view of the whole: who kept a name would keep 64 KiB of document. */
const viewLength = 13

function detached(text: string): string {
  return text.length < viewLength ? text : ` ${text}`.slice(1)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d
}
