import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesUnder, read, root } from '../lib/files.ts'
import { run } from '../lib/run.ts'

/** The benchmarks and the demo have runs of their own. */
const others = ['bench', 'demo', 'README.md']
const names = readdirSync(join(root, 'examples')).filter((name) => !others.includes(name))

describe.concurrent('the example', { timeout: 120_000 }, () => {
  it.each(names)('%s runs to its end', async (name) => {
    const { scripts } = JSON.parse(read(`examples/${name}/package.json`)) as { scripts: { start: string } }
    const [program = '', ...args] = scripts.start.split(' ')
    const place = program === 'node' ? process.execPath : join(root, 'examples', name, 'node_modules/.bin', program)
    await run(place, args, join(root, 'examples', name))
  })

  it.each(names)('%s has fewer than 80 lines of its own code', (name) => {
    const lines = filesUnder(`examples/${name}/src`, '.ts').flatMap((path) => read(path).split('\n'))
    const code = lines.filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/\*\*|\*)/.test(line))
    expect(code.length).toBeLessThan(80)
  })
})

it('an API, a page, a worker, tests of an app and metrics have an example each', () => {
  expect(names).toEqual(expect.arrayContaining(['app-tests', 'cron-worker', 'hono-api', 'metrics', 'next-route']))
})
