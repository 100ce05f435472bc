import { createHash } from 'node:crypto'
import type { EsiaAddress, EsiaContact, EsiaDocument, EsiaPerson } from '../person.ts'
import { type Opened, openedBy, opensChildren } from '../scopes.ts'
import { RestRefusal } from './answer.ts'
import { personFields } from './person-fields.ts'

type Json = Readonly<Record<string, unknown>>
type Element = Json & { readonly id: number }
type Typed = Element & { readonly type: string }

/** Whose data is asked for, and what the token opens of it. */
export interface Subject {
  readonly person: EsiaPerson
  readonly opened: Opened
  /** Of the token. */
  readonly scopes: readonly string[]
  /** Absolute address of the person. */
  readonly address: string
}

interface Collection {
  /** Its name in `embed` of the person. [1] */
  readonly embed: string
  readonly isOpen: (subject: Subject) => boolean
  readonly elements: (subject: Subject) => readonly Element[]
}

const numbered =
  <T>(toJson: (each: T) => Json & { readonly type: string }) =>
  (list: readonly T[] | undefined, oid: number): readonly Typed[] =>
    (list ?? []).map((each, index) => ({ id: (oid % 1_000_000) * 100 + index + 1, ...toJson(each) }))

const contacts = numbered(({ type, value, verified }: EsiaContact) => ({
  type,
  value,
  vrfStu: verified ? 'VERIFIED' : 'NOT_VERIFIED',
}))

const addresses = numbered(({ type, text, zipCode }: EsiaAddress) => ({
  type,
  addressStr: text,
  countryId: 'RUS',
  ...(zipCode !== undefined && { zipCode }),
}))

const documents = numbered(({ verified, ...document }: EsiaDocument) => ({
  ...document,
  vrfStu: verified ? 'VERIFIED' : 'NOT_VERIFIED',
}))

/** By the last part of their address. [doc] [2+] What the mock's persons never have is empty. */
const collections: Readonly<Record<string, Collection>> = {
  ctts: {
    embed: 'contacts',
    isOpen: ({ opened }) => opened.contacts.size > 0,
    elements: ({ person, opened }) =>
      contacts(person.contacts, person.oid).filter(({ type }) => opened.contacts.has(type)),
  },
  addrs: {
    embed: 'addresses',
    isOpen: ({ opened }) => opened.addresses,
    elements: ({ person }) => addresses(person.addresses, person.oid),
  },
  docs: {
    embed: 'documents',
    isOpen: ({ opened }) => opened.documents.size > 0,
    elements: ({ person, opened }) =>
      documents(person.documents, person.oid).filter(({ type }) => opened.documents.has(type)),
  },
  kids: {
    embed: 'kids',
    isOpen: ({ scopes }) => opensChildren(scopes),
    elements: ({ person, scopes }) =>
      (person.children ?? []).map(({ oid, trusted, ...child }) => ({
        id: oid,
        // [assumed]
        trusted,
        ...personFields({ oid, trusted, ...child }, openedBy(scopes, 'child')),
      })),
  },
  vhls: { embed: 'vehicles', isOpen: () => false, elements: () => [] },
  orgs: { embed: 'organizations', isOpen: () => false, elements: () => [] },
  roles: { embed: 'roles', isOpen: () => false, elements: () => [] },
}

/** A collection as a list of addresses, or of whole elements. */
export function collectionOf(subject: Subject, name: string, isEmbedded: boolean): Json {
  const elements = elementsOf(subject, name)
  const listed = isEmbedded ? elements : elements.map(({ id }) => `${subject.address}/${name}/${id}`)
  return {
    ...(elements.length > 0 && { stateFacts: ['hasSize'] }),
    size: elements.length,
    eTag: eTagOf(elements),
    elements: listed,
  }
}

export function elementOf(subject: Subject, name: string, id: string): Json {
  const element = elementsOf(subject, name).find((each) => String(each.id) === id)
  if (element === undefined) throw new RestRefusal('ESIA-004004')
  return element
}

/** What `?embed=(contacts.elements,…)` of a person adds to it. */
export function embedded(subject: Subject, embed: string | null): Json {
  const wanted = /^\((.*)\)$/.exec(embed ?? '')?.[1]?.split(',') ?? []
  const members = wanted.map((each) => {
    const [, embedName, isWhole] = /^(\w+)(\.elements)?$/.exec(each.trim()) ?? []
    const name = Object.keys(collections).find((one) => collections[one]?.embed === embedName)
    if (name === undefined || embedName === undefined) throw new RestRefusal('ESIA-004004')
    return [embedName, collectionOf(subject, name, isWhole !== undefined)] as const
  })
  return Object.fromEntries(members)
}

export function eTagOf(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('hex').toUpperCase()
}

function elementsOf(subject: Subject, name: string) {
  const collection = Object.hasOwn(collections, name) ? collections[name] : undefined
  if (collection === undefined) throw new RestRefusal('ESIA-004004')
  if (!collection.isOpen(subject)) throw new RestRefusal('ESIA-007019')
  return collection.elements(subject)
}
