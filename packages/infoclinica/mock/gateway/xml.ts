import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element as the gateway reads it; names are local names. */
export interface Element {
  readonly name: string
  /** Text of its own, trimmed. */
  readonly own: string
  /** The first child of this name. */
  child(name: string): Element | undefined
  children(name: string): readonly Element[]
  /** Text of the child at `A/B`; undefined where there is none. */
  text(path: string): string | undefined
}

export type XmlValue = string | number | readonly XmlValue[] | { readonly [name: string]: XmlValue | undefined }

export interface XmlStyle {
  /** Before every name; '' for none. */
  readonly prefix: string
  readonly declaration: boolean
  readonly indented: boolean
  readonly cdata: boolean
}

/** The vendor's one namespace. [doc] */
export const namespace = 'http://sdsys.ru/'
const attribute = '@'
const ownText = '#text'
const cdata = '#cdata'

const reader = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: attribute,
  parseTagValue: false,
  htmlEntities: true,
})

/** The document's root with its namespace; undefined for anything that is no well-formed document. */
export function readDocument(text: string): { readonly root: Element; readonly namespace: string } | undefined {
  try {
    const document = text.replace(/^\uFEFF/, '')
    // The parser alone takes documents that are cut.
    if (/<!DOCTYPE/i.test(document) || XMLValidator.validate(document) !== true) return undefined
    const tree: unknown = reader.parse(document)
    const roots = membersOf(tree).filter(([name]) => name !== '?xml' && name !== ownText)
    const [found, ...more] = roots
    if (found === undefined || more.length > 0 || Array.isArray(found[1])) return undefined
    const [name, value] = found
    const prefix = name.includes(':') ? name.split(':', 1)[0] : undefined
    const declared = membersOf(value).find(([key]) => key === (prefix === undefined ? '@xmlns' : `@xmlns:${prefix}`))
    return { root: elementOf(name, value), namespace: typeof declared?.[1] === 'string' ? declared[1] : '' }
  } catch {
    return undefined
  }
}

/** A document with one root in the vendor's namespace. An undefined member is left out. */
export function writeDocument(name: string, content: XmlValue, style: XmlStyle): string {
  const { prefix, declaration, indented } = style
  const root = prefix === '' ? name : `${prefix}:${name}`
  const xmlns = prefix === '' ? '@xmlns' : `@xmlns:${prefix}`
  const builder = new XMLBuilder({
    ...{ ignoreAttributes: false, attributeNamePrefix: attribute, cdataPropName: cdata },
    ...{ format: indented, suppressEmptyNode: false },
  })
  const body = named(content, style)
  const text: unknown = builder.build({ [root]: { [xmlns]: namespace, ...(typeof body === 'object' && body) } })
  return `${declaration ? '<?xml version="1.0" encoding="UTF-8"?>\n' : ''}${String(text)}`
}

function named(value: XmlValue, style: XmlStyle): unknown {
  if (typeof value === 'string') return style.cdata && value !== '' ? { [cdata]: value } : value
  if (typeof value === 'number') return value
  if (isList(value)) return value.map((each) => named(each, style))
  const members = Object.entries(value).filter((member): member is [string, XmlValue] => member[1] !== undefined)
  return Object.fromEntries(
    members.map(([name, each]) => [style.prefix === '' ? name : `${style.prefix}:${name}`, named(each, style)]),
  )
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value)
}

function membersOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function elementOf(name: string, value: unknown): Element {
  const own = typeof value === 'string' ? value : String(membersOf(value).find(([key]) => key === ownText)?.[1] ?? '')
  const children = (wanted: string): readonly Element[] =>
    membersOf(value)
      .filter(([key]) => !key.startsWith(attribute) && localName(key) === wanted)
      .flatMap(([key, found]) => (Array.isArray(found) ? found : [found]).map((each: unknown) => elementOf(key, each)))
  const element: Element = {
    name: localName(name),
    own: own.trim(),
    children,
    child: (wanted) => children(wanted)[0],
    text(path) {
      const [first = '', ...rest] = path.split('/')
      const next = children(first)[0]
      return rest.length === 0 ? next?.own : next?.text(rest.join('/'))
    },
  }
  return element
}
