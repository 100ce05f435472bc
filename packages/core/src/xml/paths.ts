import { wrongOption } from './limits.ts'
import type { RecordShape } from './shape.ts'

/** One name on the way to a record: a direct child of the step before it, or any descendant. */
export interface Step {
  readonly name: string
  readonly child: boolean
}

/** The fields of a record as a tree over its child elements; a field is its place in the list of fields. */
export interface FieldNode {
  readonly id: number
  readonly children: ReadonlyMap<string, FieldNode>
  readonly text: number | undefined
  readonly localName: number | undefined
  readonly attributes: readonly AttributeField[]
}

interface AttributeField {
  readonly name: string
  readonly field: number
}

/** The steps from the document to the record; a first step that is a `child` is the root element. */
export function stepsOf({ element, under = [] }: RecordShape): Step[] {
  return [...under, element].flatMap((path, index) => {
    const names = path.split('/')
    const anchored = index === 0 && names.length > 1 && names[0] === ''
    if (anchored) names.shift()
    if (names.some((name) => !isName(name) && name !== '*'))
      throw wrongOption('shape', 'expected local names joined by / in element and under')
    return names.map((name, place) => ({ name, child: place > 0 || anchored }))
  })
}

interface GrowingNode extends FieldNode {
  readonly children: Map<string, GrowingNode>
  text: number | undefined
  localName: number | undefined
  readonly attributes: AttributeField[]
}

export function fieldTree(fields: readonly string[]): FieldNode {
  let count = 0
  const grow = (): GrowingNode => ({
    id: count++,
    children: new Map(),
    text: undefined,
    localName: undefined,
    attributes: [],
  })
  const root = grow()
  for (const [place, field] of fields.entries()) {
    const parts = field.split('/')
    const last = parts.pop() ?? ''
    const own = parts.length === 0 && (last === '.' || last === 'local-name()')
    const special = own || last.startsWith('@')
    let node = root
    for (const name of special ? parts : [...parts, last]) {
      if (!isName(name)) throw wrongOption('shape.fields', 'expected A, A/B, @name, A/@name, . or local-name()')
      const next: GrowingNode = node.children.get(name) ?? grow()
      node.children.set(name, next)
      node = next
    }
    if (last.startsWith('@')) node.attributes.push({ name: attributeName(last), field: place })
    else if (own && last !== '.') node.localName = place
    else node.text = place
  }
  return root
}

function attributeName(field: string): string {
  const name = field.slice(1)
  if (!isName(name)) throw wrongOption('shape.fields', 'expected a local name after @')
  return name
}

function isName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}\p{M}_.\-·]*$/u.test(name)
}
