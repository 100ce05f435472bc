import { refused } from './refuse.ts'

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance'

/** An attribute as it is written. */
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
export class Namespaces {
  readonly #uris = new Map<string, string[]>([['xml', [xmlNamespace]]])
  readonly #declared: { readonly depth: number; readonly prefix: string }[] = []

  /** Takes in the declarations of an element; gives its other attributes. */
  enter(attributes: readonly RawAttribute[], depth: number): LocalAttribute[] {
    for (const { name, value } of attributes)
      if (name.startsWith('xmlns:')) this.#declare(name.slice('xmlns:'.length), value.trim(), depth)
    const others = attributes
      .filter(({ name }) => name !== 'xmlns' && !name.startsWith('xmlns:'))
      .map(({ name, value }) => {
        const colon = name.indexOf(':')
        if (colon === -1) return { prefix: '', name, value }
        return { prefix: name.slice(0, colon), name: this.localName(name, colon), value }
      })
    this.#refuseTwins(others)
    return others
  }

  /** Forgets what an element declared. */
  leave(depth: number): void {
    for (let last = this.#declared.at(-1); last?.depth === depth; last = this.#declared.at(-1)) {
      this.#declared.pop()
      const uris = this.#uris.get(last.prefix)
      uris?.pop()
      if (uris?.length === 0) this.#uris.delete(last.prefix)
    }
  }

  /** The local name in a name whose colon stands at `colon`; refuses a prefix that nobody declared. */
  localName(name: string, colon: number): string {
    const local = name.slice(colon + 1)
    if (local === '' || local.includes(':')) throw refused('malformed')
    if (!this.#uris.has(name.slice(0, colon))) throw refused('prefix')
    return local
  }

  isNil(attributes: readonly LocalAttribute[]): boolean {
    return attributes.some(
      ({ prefix, name, value }) =>
        name === 'nil' && this.#uriOf(prefix) === instanceNamespace && /^\s*(true|1)\s*$/.test(value),
    )
  }

  #declare(prefix: string, uri: string, depth: number): void {
    const isReserved = prefix === 'xmlns' || (prefix === 'xml') !== (uri === xmlNamespace)
    if (prefix === '' || uri === '' || isReserved) throw refused('malformed')
    const uris = this.#uris.get(prefix)
    if (uris) uris.push(uri)
    else this.#uris.set(prefix, [uri])
    this.#declared.push({ depth, prefix })
  }

  #uriOf(prefix: string): string | undefined {
    return this.#uris.get(prefix)?.at(-1)
  }

  /** Two prefixes of one namespace make one name. */
  #refuseTwins(attributes: readonly LocalAttribute[]): void {
    const prefixed = attributes.filter(({ prefix }) => prefix !== '')
    const names = new Set(prefixed.map(({ prefix, name }) => `${this.#uriOf(prefix)} ${name}`))
    if (names.size < prefixed.length) throw refused('duplicate')
  }
}
