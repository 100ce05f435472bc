// A second reading of shapes, the plain way: over a whole tree made by another parser.
import { XMLParser } from 'fast-xml-parser'
import type { RecordShape } from '../../src/xml/index.ts'

interface Tree {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (Tree | string)[]
}

type Raw = Readonly<Record<string, unknown>>

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
  cdataPropName: '#cdata',
})

export function treeOf(document: string): Tree {
  const [root] = (parser.parse(document) as Raw[]).flatMap(nodeOf).filter((node) => typeof node !== 'string')
  if (!root) throw new Error('no root')
  return root
}

function nodeOf(raw: Raw): (Tree | string)[] {
  if (typeof raw['#text'] === 'string') return [raw['#text']]
  if (Array.isArray(raw['#cdata'])) return (raw['#cdata'] as Raw[]).flatMap(nodeOf)
  const [name, children] = Object.entries(raw).find(([key]) => key !== ':@') ?? []
  if (name === undefined || name.startsWith('?') || !Array.isArray(children)) return []
  const attributes = (raw[':@'] ?? {}) as Record<string, string>
  return [{ name, attributes, children: (children as Raw[]).flatMap(nodeOf) }]
}

/** What the reader has to find, in its order: a record comes when its element ends. */
export function recordsIn(root: Tree, shape: RecordShape): Record<string, string>[] {
  const visit = (node: Tree, above: readonly Tree[]): Record<string, string>[] => {
    const path = [...above, node]
    const within = elementsOf(node).flatMap((child) => visit(child, path))
    return isAt(path, shape) ? [...within, recordOf(node, above, shape)] : within
  }
  return visit(root, [])
}

function isAt(path: readonly Tree[], { element, under = [] }: RecordShape): boolean {
  const parts = [...under, element].map((part) => part.split('/'))
  const fits = (from: number, [part, ...rest]: readonly string[][]): boolean => {
    if (!part) return from === path.length
    const anchored = part[0] === ''
    const names = anchored ? part.slice(1) : part
    for (let start = from; start + names.length <= path.length; start += 1) {
      if (anchored && start > 0) return false
      const here = names.every((name, index) => name === '*' || path[start + index]?.name === name)
      if (here && fits(start + names.length, rest)) return true
    }
    return false
  }
  return fits(0, parts)
}

function recordOf(node: Tree, above: readonly Tree[], { fields, from = {} }: RecordShape): Record<string, string> {
  const own = fields.map((field) => [field, fieldOf(node, field)] as const)
  const theirs = Object.entries(from).flatMap(([name, wanted]) => {
    const ancestor = above.findLast((each) => each.name === name)
    return wanted.map((field) => [`${name}.${field}`, ancestor && fieldOf(ancestor, field)] as const)
  })
  return Object.fromEntries([...own, ...theirs].flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

function fieldOf(node: Tree, field: string): string | undefined {
  if (field === '.') return textOf(node)
  if (field === 'local-name()') return node.name
  if (field.startsWith('@')) return node.attributes[field.slice(1)]
  const [first, ...rest] = field.split('/')
  for (const child of elementsOf(node)) {
    if (child.name !== first) continue
    const value = rest.length === 0 ? textOf(child) : fieldOf(child, rest.join('/'))
    if (value !== undefined) return value
  }
  return undefined
}

function elementsOf({ children }: Tree): Tree[] {
  return children.filter((child) => typeof child !== 'string')
}

function textOf({ children }: Tree): string {
  return children
    .filter((child) => typeof child === 'string')
    .join('')
    .replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
}
