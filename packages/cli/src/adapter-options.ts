import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

type Tree = { [name: string]: unknown }

/**
 * The options of an adapter, from a JSON file and from `name=value` pairs, which come after it. `auth.kind=bearer` goes
 * one level down. A text `env:NAME` is that variable and `file:PATH` the bytes of that file, so that no secret stands in
 * the command line. Throws a `UsageError`, never with a value in it.
 */
export function adapterOptions(file: string | undefined, pairs: readonly string[], terminal: Terminal): Tree {
  const options = file === undefined ? {} : readOptions(file, terminal.cwd)
  for (const pair of pairs) {
    const [, name = '', value = ''] = /^([A-Za-z][\w.]*)=(.*)$/s.exec(pair) ?? []
    if (name === '') throw new UsageError('--set needs name=value, such as --set timeZone=Europe/Moscow')
    put(options, name.split('.'), scalar(value))
  }
  return filled(options, terminal) as Tree
}

function readOptions(file: string, cwd: string): Tree {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(resolve(cwd, file), 'utf8'))
  } catch {
    throw new UsageError(`--options ${file} cannot be read as JSON`)
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Tree
  throw new UsageError(`--options ${file} must hold one object: the options of the adapter`)
}

function put(tree: Tree, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path
  if (name === '__proto__') throw new UsageError('--set cannot name __proto__')
  if (rest.length === 0) {
    tree[name] = value
    return
  }
  const inner = tree[name]
  const next: Tree = typeof inner === 'object' && inner !== null ? (inner as Tree) : {}
  tree[name] = next
  put(next, rest, value)
}

/** Texts are the usual thing; numbers and switches are told by how they look. */
function scalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^\d{1,9}$/.test(text) ? Number(text) : text
}

function filled(value: unknown, terminal: Terminal): unknown {
  if (typeof value === 'string') return textOrSource(value, terminal)
  if (Array.isArray(value)) return value.map((item) => filled(item, terminal))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, terminal)]))
}

function textOrSource(text: string, { env, cwd }: Terminal): unknown {
  if (text.startsWith('env:')) {
    const value = env[text.slice(4)]
    if (value === undefined) throw new UsageError(`The environment has no ${text.slice(4)}`)
    return value
  }
  if (!text.startsWith('file:')) return text
  try {
    return readFileSync(resolve(cwd, text.slice(5)))
  } catch {
    throw new UsageError(`${text} cannot be read`)
  }
}
