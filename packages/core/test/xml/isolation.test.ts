import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const entry = fileURLToPath(new URL('../../src/xml/index.ts', import.meta.url))
const require = createRequire(new URL('../../package.json', import.meta.url))

/** Every file the entry reaches, and every package name met on the way. */
function reach(from: string): { files: Map<string, string>; packages: Set<string> } {
  const files = new Map<string, string>()
  const packages = new Set<string>()
  const visit = (file: string): void => {
    if (files.has(file)) return
    const text = readFileSync(file, 'utf8')
    files.set(file, text)
    for (const [, specifier = ''] of text.matchAll(/(?:from\s+|import\s+|import\(|require\()['"]([^'"]+)['"]/g)) {
      const next = specifier.startsWith('.') && file.endsWith('.ts') ? new URL(specifier, `file://${file}`) : undefined
      if (!next) packages.add(specifier)
      visit(next ? fileURLToPath(next) : createRequire(file).resolve(specifier))
    }
  }
  visit(from)
  return { files, packages }
}

describe('the XML reader', () => {
  const { files, packages } = reach(entry)

  it('loads saxes and its character tables, and nothing of the platform', () => {
    expect([...packages].sort()).toEqual([
      'saxes',
      'xmlchars/xml/1.0/ed5',
      'xmlchars/xml/1.1/ed2',
      'xmlchars/xmlns/1.0/ed3',
    ])
    expect([...files.keys()]).toContain(require.resolve('saxes'))
  })

  it.each([
    'fetch',
    'process',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'eval',
    'Function',
    'WebSocket',
  ])('never calls or reads %s', (name) => {
    const used = new RegExp(`(?<![.\\w'"\`])${name}(?:\\(|\\.)`)
    // Comments may speak of anything.
    const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    expect([...files].filter(([, text]) => used.test(code(text))).map(([file]) => file)).toEqual([])
  })
})
