import { SaxesParser } from 'saxes'
import { wrongOption, type XmlLimits } from './limits.ts'
import { createNamespaces, type RawAttribute } from './namespaces.ts'
import { type Meaning, planOf } from './plan.ts'
import { collectorOf, type Frame, putAll } from './records.ts'
import { reasonOf, refused } from './refuse.ts'
import type { XmlSink } from './shape.ts'

/** Takes a document piece by piece. */
export interface Parser {
  write(text: string): void
  /** The local name of the root element. */
  end(): string
}

/** Pieces keep what a consumer holds of one from holding much more, and errors close to their place. */
const pieceLength = 64 * 1024

export function createParser(sinks: readonly XmlSink[], roots: readonly string[], limits: XmlLimits): Parser {
  const plan = planOf(sinks.map(({ shape }) => shape))
  const collector = collectorOf(sinks, plan)
  const namespaces = createNamespaces()
  const saxes = new SaxesParser({ position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' })

  const meanings: Meaning[] = [plan.start]
  const frames: Frame[][] = [[]]
  const texts: string[] = ['']
  const nils: number[] = []
  const none: Frame[] = []
  let meaning = plan.start
  let depth = 0
  let elements = 0
  let text = ''
  let attributes: RawAttribute[] = []
  let root = ''
  /** True when the parser has seen something end since the last piece. */
  let moved = false
  let unmoved = 0

  saxes.on('error', (error) => {
    throw refused(reasonOf(error.message))
  })
  saxes.on('doctype', () => {
    throw refused('doctype')
  })
  saxes.on('comment', () => {
    moved = true
  })
  saxes.on('processinginstruction', () => {
    moved = true
  })
  saxes.on('attribute', (attribute) => {
    moved = true
    if (attributes.length >= limits.attributes) throw refused('attributes')
    if (attribute.value.length > limits.textLength) throw refused('textLength')
    attributes.push(attribute)
  })
  saxes.on('opentag', ({ name }) => {
    moved = true
    if (meaning.texts.length > 0) texts[depth] = text
    depth += 1
    elements += 1
    if (depth > limits.depth) throw refused('depth')
    if (elements > limits.elements) throw refused('elements')
    const others = attributes.length > 0 ? namespaces.enter(attributes, depth) : []
    const colon = name.indexOf(':')
    const local = colon === -1 ? name : namespaces.localName(name, colon)
    if (depth === 1) {
      root = local
      if (roots.length > 0 && !roots.includes(local)) throw refused('root')
    }
    meaning = plan.enter(meaning, local)
    meanings[depth] = meaning
    text = ''
    frames[depth] = meaning.holders.length > 0 ? collector.open(meaning.holders) : none
    if (meaning.localNames.length > 0) putAll(meaning.localNames, frames, depth, collector, local)
    if (attributes.length > 0) {
      attributes = []
      for (const target of meaning.attributes) {
        const found =
          others.find(({ name, prefix }) => name === target.name && prefix === '') ??
          others.find(({ name }) => name === target.name)
        if (found) putAll([target], frames, depth, collector, found.value)
      }
      if (namespaces.isNil(others)) nils.push(depth)
    }
  })
  const take = (piece: string): void => {
    moved = true
    if (meaning.texts.length === 0) return
    text += piece
    if (text.length > limits.textLength) throw refused('textLength')
  }
  saxes.on('text', take)
  saxes.on('cdata', take)
  saxes.on('closetag', () => {
    moved = true
    const nil = nils.length > 0 && nils.at(-1) === depth
    if (nil) nils.pop()
    if (meaning.texts.length > 0) putAll(meaning.texts, frames, depth, collector, nil ? undefined : trimmed(text))
    const ended = frames[depth]
    if (ended && ended.length > 0) collector.close(ended, nil)
    namespaces.leave(depth)
    depth -= 1
    meaning = meanings[depth] ?? plan.start
    if (meaning.texts.length > 0) text = texts[depth] ?? ''
  })

  return {
    write(chunk) {
      for (let start = 0; start < chunk.length; start += pieceLength) {
        const piece = chunk.slice(start, start + pieceLength)
        moved = false
        saxes.write(piece)
        unmoved = moved ? 0 : unmoved + piece.length
        if (unmoved > limits.textLength) throw refused('textLength')
      }
    },
    end() {
      saxes.close()
      return root
    },
  }
}

/** Without XML whitespace at both ends; other spaces, such as the no-break space, are content. */
function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start += 1
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1
  return end - start === text.length ? text : text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d
}

export function rootsOf(root: string | readonly string[] = []): readonly string[] {
  const roots = typeof root === 'string' ? [root] : root
  if (roots.some((name) => name === '')) throw wrongOption('root', 'expected a local name')
  return roots
}
