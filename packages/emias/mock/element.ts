import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element with its namespace resolved. */
export interface Element {
  readonly name: string
  readonly namespace: string
  /** By the name as written, prefix included. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
  /** Prefixes in force here; '' is the default namespace. */
  readonly scope: Readonly<Record<string, string>>
}

type Ordered = readonly Readonly<Record<string, unknown>>[]

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
})

/** The root of a document; null where it is no well-formed document, or brings a DOCTYPE. */
export function parseDocument(text: string): Element | null {
  if (/<!DOCTYPE/i.test(text)) return null
  try {
    if (XMLValidator.validate(text) !== true) return null
    const nodes = parser.parse(text) as Ordered
    return elementsOf(nodes, { xml: 'http://www.w3.org/XML/1998/namespace' })[0] ?? null
  } catch {
    return null
  }
}

function elementsOf(nodes: Ordered, outer: Readonly<Record<string, string>>): Element[] {
  return nodes.flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ':@' && key !== '#text' && !key.startsWith('?'))
    if (tag === undefined) return []
    const attributes = (node[':@'] ?? {}) as Record<string, string>
    const scope = { ...outer }
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'xmlns') scope[''] = value
      else if (name.startsWith('xmlns:')) scope[name.slice(6)] = value
    }
    const inner = node[tag] as Ordered
    const [prefix, name] = tag.includes(':') ? (tag.split(':', 2) as [string, string]) : ['', tag]
    const text = inner.map((child) => ('#text' in child ? String(child['#text']) : '')).join('')
    return [{ name, namespace: scope[prefix] ?? '', attributes, children: elementsOf(inner, scope), text, scope }]
  })
}

/** The first child of this name and namespace. */
export function child(parent: Element | undefined, name: string, namespace: string): Element | undefined {
  return parent?.children.find((element) => element.name === name && element.namespace === namespace)
}

/** An attribute by its local name, whatever the prefix. */
export function attribute(element: Element, local: string): string | undefined {
  const name = Object.keys(element.attributes).find((key) => key === local || key.endsWith(`:${local}`))
  return name === undefined ? undefined : element.attributes[name]
}
