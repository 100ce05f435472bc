import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const drivers = ['node:sqlite', 'kysely', 'pg']

/** Which drivers a program has loaded by its end. */
function loadedBy(program: string): string[] {
  const args = [
    '--conditions=@mis/source',
    '--no-warnings',
    '--import',
    fileURLToPath(new URL('tools/print-loaded.ts', root)),
  ]
  const text = `import { memoryStore, sqliteStore } from '${new URL('packages/desk/src/index.ts', root).href}'\n${program}`
  const { stdout, stderr } = spawnSync(process.execPath, [...args, '--input-type=module', '-e', text], {
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  const loaded = stdout.trim().split('\n').at(-1)?.split(' ') ?? []
  return drivers.filter((name) => loaded.includes(name))
}

describe('a driver', () => {
  it('is not loaded by the package, nor by a store that has not been used', () => {
    expect(loadedBy("memoryStore(); sqliteStore('never.db')")).toEqual([])
  })

  it('is loaded when its store is used, and no other one', () => {
    expect(loadedBy("await sqliteStore('/no-such-folder/desk.db').open().catch(() => undefined)")).toEqual([
      'node:sqlite',
      'kysely',
    ])
  })
})
