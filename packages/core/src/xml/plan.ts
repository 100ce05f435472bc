import { type FieldNode, fieldTree, type Step, stepsOf } from './paths.ts'
import { refused } from './refuse.ts'
import type { RecordShape } from './shape.ts'

/** Whoever collects fields of an element: a shape, or an ancestor that shapes take fields `from`. */
export interface Holder {
  readonly steps: readonly Step[]
  readonly fields: FieldNode
  /** Which of the sinks, or -1 for an ancestor. */
  readonly sink: number
  /** Which of the ancestors, or -1 for a shape. */
  readonly ancestor: number
}

/** Where a value goes: the `slot`th holder of the element `up` levels above. */
export interface Target {
  readonly up: number
  readonly slot: number
  readonly key: string
}

/** What an element means, given all elements around it. Equal meanings are one object, worked out once. */
export interface Meaning {
  /** Records and ancestors that begin here. */
  readonly holders: readonly Holder[]
  /** Who takes its text. */
  readonly texts: readonly Target[]
  readonly localNames: readonly Target[]
  readonly attributes: readonly (Target & { readonly name: string })[]
  /** Meanings of its children by local name, as far as met. */
  readonly children: Map<string, Meaning>
  /** The meaning of a child that no shape names. */
  other: Meaning | undefined
  /** For each holder: how many steps have been taken, every way there is. */
  readonly progress: readonly (readonly number[])[]
  readonly open: readonly OpenFields[]
}

/** The fields of a holder above, seen from an element. */
interface OpenFields {
  readonly up: number
  readonly slot: number
  readonly holder: number
  readonly node: FieldNode
}

/** A meaning costs a few hundred bytes; real shapes come to a few dozen. */
const mostMeanings = 4096

export interface Plan {
  /** The meaning of the document, above the root element. */
  readonly start: Meaning
  /** Names of the ancestors that shapes take fields from, in the order of `Holder.ancestor`. */
  readonly ancestors: readonly string[]
  /** The meaning of a child element. */
  enter(parent: Meaning, name: string): Meaning
}

export function planOf(shapes: readonly RecordShape[]): Plan {
  const wanted = new Map<string, Set<string>>()
  for (const { from = {} } of shapes)
    for (const [name, fields] of Object.entries(from))
      wanted.set(name, new Set([...(wanted.get(name) ?? []), ...fields]))
  const ancestors = [...wanted.keys()]
  const holders: Holder[] = [
    ...ancestors.map((name, ancestor) => ({
      steps: stepsOf({ element: name, fields: [] }),
      fields: fieldTree([...(wanted.get(name) ?? [])]),
      sink: -1,
      ancestor,
    })),
    ...shapes.map((shape, sink) => ({
      steps: stepsOf(shape),
      fields: fieldTree(shape.fields),
      sink,
      ancestor: -1,
    })),
  ]
  const known = new Map<string, Meaning>()
  const named = new Set<string>()
  for (const { steps, fields } of holders) {
    for (const { name } of steps) named.add(name)
    addNames(fields, named)
  }

  const meaning = (progress: readonly (readonly number[])[], open: readonly OpenFields[], begun: readonly Holder[]) => {
    const key = `${progress.map((each) => each.join()).join(';')}|${open.map(({ up, slot, holder, node }) => [up, slot, holder, node.id].join()).join(';')}`
    const found = known.get(key)
    if (found) return found
    if (known.size >= mostMeanings) throw refused('variety')
    const made: Meaning = {
      holders: begun,
      texts: open.flatMap(({ up, slot, node }) => (node.text === undefined ? [] : [{ up, slot, key: node.text }])),
      localNames: open.flatMap(({ up, slot, node }) =>
        node.localName === undefined ? [] : [{ up, slot, key: node.localName }],
      ),
      attributes: open.flatMap(({ up, slot, node }) => node.attributes.map((each) => ({ up, slot, ...each }))),
      children: new Map(),
      other: undefined,
      progress,
      open,
    }
    known.set(key, made)
    return made
  }

  const step = (parent: Meaning, name: string): Meaning => {
    const progress = holders.map(({ steps }, index) => advance(steps, parent.progress[index] ?? [], name))
    const begun: Holder[] = []
    const open: OpenFields[] = parent.open.flatMap(({ up, slot, holder, node }) => {
      const below = node.children.get(name)
      return below ? [{ up: up + 1, slot, holder, node: below }] : []
    })
    holders.forEach((holder, index) => {
      if (!progress[index]?.includes(holder.steps.length)) return
      open.push({ up: 0, slot: begun.length, holder: index, node: holder.fields })
      begun.push(holder)
    })
    return meaning(progress, open, begun)
  }

  return {
    start: meaning(
      holders.map(() => [0]),
      [],
      [],
    ),
    ancestors,
    enter(parent, name) {
      const known = parent.children.get(name) ?? (named.has(name) ? undefined : parent.other)
      if (known) return known
      const made = step(parent, name)
      if (named.has(name)) parent.children.set(name, made)
      else parent.other = made
      return made
    },
  }
}

/** The places reached in `steps` after one more element: what waits for a descendant stays, what fits goes on. */
function advance(steps: readonly Step[], places: readonly number[], name: string): number[] {
  const next = new Set<number>()
  for (const place of places) {
    const step = steps[place]
    if (!step) continue
    if (!step.child) next.add(place)
    if (step.name === name || step.name === '*') next.add(place + 1)
  }
  return [...next].sort((left, right) => left - right)
}

function addNames(node: FieldNode, names: Set<string>): void {
  for (const [name, child] of node.children) {
    names.add(name)
    addNames(child, names)
  }
}
