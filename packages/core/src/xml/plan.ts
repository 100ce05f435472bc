import { type FieldNode, fieldTree, type Step, stepsOf } from './paths.ts'
import { refused } from './refuse.ts'
import type { RecordShape } from './shape.ts'

/** Whoever collects fields of an element: a shape, or an ancestor that shapes take fields `from`. */
export interface Holder {
  readonly kind: 'shape' | 'ancestor'
  /** Its place among the shapes, or among the ancestors. */
  readonly index: number
  /** The element as the shape, or its `from`, calls it. */
  readonly element: string
  readonly steps: readonly Step[]
  /** What a record holds: the fields, then those of ancestors. */
  readonly keys: readonly string[]
  readonly tree: FieldNode
  /** The values of one that has just begun: null where an ancestor has not said yet. */
  readonly blank: readonly (undefined | null)[]
}

/** Where a value goes: the holder in `slot` of the element `up` levels above. */
export interface Target {
  readonly up: number
  readonly slot: number
  readonly field: number
}

/** What an element means, given all elements around it. Equal meanings are one object, worked out once. */
export interface Meaning {
  /** Records and ancestors that begin here. */
  readonly holders: readonly Holder[]
  /** Who takes its text. */
  readonly texts: readonly Target[]
  readonly localNames: readonly Target[]
  readonly attributes: readonly (Target & { readonly name: string })[]
  /** Children by name as it is written, without a prefix, as far as met and worth keeping. */
  readonly children: Map<string, Child>
  /** The meaning of a child whose name no shape mentions. */
  other: Meaning | undefined
  /** Documents repeat themselves: what the first child was last time. */
  first: Child | undefined
  readonly position: Position
}

/** A name met within an element. */
export interface Child {
  readonly name: string
  readonly meaning: Meaning
  /** What came after it last time. */
  next: Child | undefined
}

/** All ways in which an element stands in the shapes. */
interface Position {
  /** For each holder: how many of its steps have been taken. */
  readonly steps: readonly (readonly number[])[]
  /** Open fields of the holders above. */
  readonly fields: readonly OpenFields[]
}

interface OpenFields {
  readonly up: number
  readonly slot: number
  readonly holder: number
  readonly node: FieldNode
}

export interface Plan {
  /** The meaning of the document, above the root element. */
  readonly start: Meaning
  readonly ancestors: readonly Holder[]
  readonly shapes: readonly Holder[]
  /** A child element, by its local name. */
  enter(parent: Meaning, localName: string): Child
  /** False once a document has taught it so much that the next one should begin anew. */
  isLight(): boolean
}

/** Real shapes come to a few dozen; more is a document made to cost memory. */
const mostMeanings = 4096

/** Names of children kept although no shape mentions them. */
const mostChildren = 256

/** What a plan may have learnt, in meanings and in characters of names, to serve another document. */
const light = { meanings: 256, names: 16_384 }

export function planOf(wanted: readonly RecordShape[]): Plan {
  const ancestors = ancestorsOf(wanted)
  const shapes = wanted.map((shape, index) => {
    const linked = Object.entries(shape.from ?? {}).flatMap(([name, fields]) => fields.map((each) => `${name}.${each}`))
    return holderOf('shape', index, shape, linked)
  })
  const holders = [...ancestors, ...shapes]
  const mentioned = new Set(holders.flatMap(({ steps, tree }) => [...steps.map(({ name }) => name), ...namesIn(tree)]))
  const known = new Map<string, Meaning>()
  let nameLength = 0

  const meaningAt = (position: Position, begun: readonly Holder[]): Meaning => {
    const key = keyOf(position)
    const found = known.get(key)
    if (found) return found
    if (known.size >= mostMeanings) throw refused('variety')
    const made = newMeaning(position, begun)
    known.set(key, made)
    return made
  }
  const below = ({ position }: Meaning, name: string): Meaning => {
    const steps = holders.map((holder, index) => advance(holder.steps, position.steps[index] ?? [], name))
    const fields = position.fields.flatMap((open) => {
      const node = open.node.children.get(name)
      return node ? [{ ...open, up: open.up + 1, node }] : []
    })
    const begun = holders.filter((holder, index) => steps[index]?.includes(holder.steps.length))
    const opened = begun.map((holder, slot) => ({ up: 0, slot, holder: holders.indexOf(holder), node: holder.tree }))
    return meaningAt({ steps, fields: [...fields, ...opened] }, begun)
  }
  return {
    start: meaningAt({ steps: holders.map(() => [0]), fields: [] }, []),
    ancestors,
    shapes,
    enter(parent, name) {
      const known = parent.children.get(name)
      if (known) return known
      const isMentioned = mentioned.has(name)
      const meaning = (isMentioned ? undefined : parent.other) ?? below(parent, name)
      if (!isMentioned) parent.other = meaning
      const child: Child = { name, meaning, next: undefined }
      if (isMentioned || parent.children.size < mostChildren) {
        parent.children.set(name, child)
        nameLength += name.length
      }
      return child
    },
    isLight: () => known.size <= light.meanings && nameLength <= light.names,
  }
}

function ancestorsOf(shapes: readonly RecordShape[]): Holder[] {
  const fields = new Map<string, readonly string[]>()
  for (const { from = {} } of shapes)
    for (const [name, more] of Object.entries(from)) fields.set(name, [...(fields.get(name) ?? []), ...more])
  return [...fields].map(([name, each], index) => holderOf('ancestor', index, { element: name, fields: each }, []))
}

function holderOf(kind: Holder['kind'], index: number, shape: RecordShape, linked: readonly string[]): Holder {
  const fields = [...new Set(shape.fields)]
  const keys = [...fields, ...linked]
  const blank = keys.map(() => (kind === 'ancestor' ? null : undefined))
  return { kind, index, element: shape.element, steps: stepsOf(shape), keys, tree: fieldTree(fields), blank }
}

function newMeaning(position: Position, holders: readonly Holder[]): Meaning {
  const { fields } = position
  return {
    holders,
    texts: fields.flatMap(({ up, slot, node }) => (node.text === undefined ? [] : [{ up, slot, field: node.text }])),
    localNames: fields.flatMap(({ up, slot, node }) =>
      node.localName === undefined ? [] : [{ up, slot, field: node.localName }],
    ),
    attributes: fields.flatMap(({ up, slot, node }) => node.attributes.map((each) => ({ up, slot, ...each }))),
    children: new Map(),
    other: undefined,
    first: undefined,
    position,
  }
}

function keyOf({ steps, fields }: Position): string {
  const open = fields.map(({ up, slot, holder, node }) => `${up}.${slot}.${holder}.${node.id}`)
  return `${steps.map((each) => each.join()).join(';')}|${open.join(';')}`
}

/** The steps taken after one more element: what waits for a descendant stays, what fits goes on. */
function advance(steps: readonly Step[], taken: readonly number[], name: string): number[] {
  const next = new Set<number>()
  for (const place of taken) {
    const step = steps[place]
    if (!step) continue
    if (!step.child) next.add(place)
    if (step.name === name || step.name === '*') next.add(place + 1)
  }
  return [...next].sort((left, right) => left - right)
}

function namesIn(node: FieldNode): string[] {
  return [...node.children].flatMap(([name, child]) => [name, ...namesIn(child)])
}
