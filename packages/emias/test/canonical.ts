import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element as XML means it: `{namespace}name`, attributes other than declarations, then texts and children. */
export type Canonical = readonly [name: string, attributes: Readonly<Record<string, string>>, ...(Canonical | string)[]]

type Nodes = readonly Readonly<Record<string, unknown>>[]
type Scope = Readonly<Record<string, string>>

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
})
const expanded = (name: string, scope: Scope, outside: string): string => {
  const [prefix, local] = name.includes(':') ? (name.split(':', 2) as [string, string]) : [outside, name]
  return `{${scope[prefix] ?? ''}}${local}`
}

/** The root, whatever the prefixes and the blanks between elements; throws where the text is not well-formed. */
export function canonical(text: string): Canonical {
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new Error(`no XML: ${valid.err.msg}`)
  const [root] = elements(parser.parse(text) as Nodes, { xml: 'xml' })
  if (root === undefined || typeof root === 'string') throw new Error('no XML: there is no root')
  return root
}

function elements(nodes: Nodes, outer: Scope): (Canonical | string)[] {
  const structured = nodes.some((node) => !('#text' in node))
  return nodes.flatMap((node): (Canonical | string)[] => {
    if ('#text' in node) return structured ? [] : [String(node['#text'])]
    const tag = Object.keys(node).find((key) => key !== ':@') ?? ''
    if (tag.startsWith('?')) return []
    const attributes = Object.entries((node[':@'] ?? {}) as Record<string, string>)
    const declared = attributes.filter(([name]) => /^xmlns(:|$)/.test(name))
    const scope = { ...outer, ...Object.fromEntries(declared.map(([name, uri]) => [name.slice(6), uri])) }
    const others = attributes.filter(([name]) => !/^xmlns(:|$)/.test(name))
    const named = Object.fromEntries(others.map(([name, value]) => [expanded(name, scope, '-'), value]))
    return [[expanded(tag, scope, ''), named, ...elements(node[tag] as Nodes, scope)]]
  })
}

/** The elements and texts an element holds. */
export const contentOf = ([, , ...content]: Canonical) => content

/** The child of the Body. */
export function bodyOf(text: string): Canonical {
  const body = contentOf(canonical(text)).at(-1)
  const child = typeof body === 'object' ? contentOf(body)[0] : undefined
  if (typeof child !== 'object') throw new Error('the Body holds no element')
  return child
}

/** The local names of the elements an element holds. */
export const namesIn = (element: Canonical) =>
  contentOf(element).flatMap((each) => (typeof each === 'string' ? [] : [each[0].replace(/^\{.*\}/, '')]))
