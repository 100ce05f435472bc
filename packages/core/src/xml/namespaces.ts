import { refused } from './refuse.ts'

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance'

/** The attributes of one element as the parser saw them. */
export interface RawAttribute {
  readonly name: string
  readonly value: string
}

/** An attribute that is no namespace declaration. */
export interface LocalAttribute {
  readonly prefix: string
  readonly name: string
  readonly value: string
}

/** The prefixes declared at this place of the document. */
export interface Namespaces {
  /** Takes in the declarations of an element; gives its other attributes. */
  enter(attributes: readonly RawAttribute[], depth: number): LocalAttribute[]
  /** Forgets what an element declared. */
  leave(depth: number): void
  /** The local name of an element or attribute whose name holds a colon at `colon`; refuses a prefix nobody declared. */
  localName(name: string, colon: number): string
  isNil(attributes: readonly LocalAttribute[]): boolean
}

export function createNamespaces(): Namespaces {
  const scopes = new Map<string, string[]>([['xml', [xmlNamespace]]])
  const declared: { readonly depth: number; readonly prefix: string }[] = []

  const declare = (prefix: string, value: string, depth: number): void => {
    const uri = value.trim()
    if (uri === '' || prefix === 'xmlns' || (prefix === 'xml') !== (uri === xmlNamespace)) throw refused('malformed')
    const uris = scopes.get(prefix)
    if (uris) uris.push(uri)
    else scopes.set(prefix, [uri])
    declared.push({ depth, prefix })
  }
  const uriOf = (prefix: string): string | undefined => scopes.get(prefix)?.at(-1)

  const localName = (name: string, colon: number): string => {
    const local = name.slice(colon + 1)
    if (colon === 0 || local === '' || local.includes(':')) throw refused('malformed')
    if (uriOf(name.slice(0, colon)) === undefined) throw refused('prefix')
    return local
  }

  return {
    localName,
    enter(attributes, depth) {
      for (const { name, value } of attributes) if (name.startsWith('xmlns:')) declare(name.slice(6), value, depth)
      const others: LocalAttribute[] = []
      for (const { name, value } of attributes) {
        if (name === 'xmlns' || name.startsWith('xmlns:')) continue
        const colon = name.indexOf(':')
        if (colon === -1) others.push({ prefix: '', name, value })
        else others.push({ prefix: name.slice(0, colon), name: localName(name, colon), value })
      }
      if (others.length > 1) refuseTwins(others, uriOf)
      return others
    },
    leave(depth) {
      for (let last = declared.at(-1); last?.depth === depth; last = declared.at(-1)) {
        const uris = scopes.get(last.prefix)
        uris?.pop()
        if (uris?.length === 0) scopes.delete(last.prefix)
        declared.pop()
      }
    },
    isNil(attributes) {
      return attributes.some(
        ({ prefix, name, value }) =>
          name === 'nil' && /^\s*(true|1)\s*$/.test(value) && prefix !== '' && uriOf(prefix) === instanceNamespace,
      )
    },
  }
}

/** Two prefixes of one namespace make one name. */
function refuseTwins(attributes: readonly LocalAttribute[], uriOf: (prefix: string) => string | undefined): void {
  const seen = new Set<string>()
  for (const { prefix, name } of attributes) {
    if (prefix === '') continue
    const whole = `${uriOf(prefix)} ${name}`
    if (seen.has(whole)) throw refused('duplicate')
    seen.add(whole)
  }
}
