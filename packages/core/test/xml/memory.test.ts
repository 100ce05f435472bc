import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { readXml } from '../../src/xml/index.ts'
import { bytesOf } from './support.ts'

function heapMegabytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

it('what is kept of a record keeps nothing else of its document', async () => {
  const count = 10_000
  const document = function* (): Generator<Uint8Array> {
    yield bytesOf('<d>')
    for (let index = 0; index < count; index += 1) {
      const words = `words of more than a few letters ${index}`
      yield bytesOf(`<r a="${words}"><f>${words}</f><g>${'x'.repeat(3_000)}</g></r>`)
    }
    yield bytesOf('</d>')
  }
  const kept: unknown[] = []
  const before = heapMegabytes()
  const shape = { element: 'r', fields: ['f', '@a'] }
  await readXml(document(), [{ shape, onRecord: (row) => kept.push(row.f, row['@a']) }])
  expect(heapMegabytes() - before).toBeLessThan(15)
  expect(kept).toHaveLength(2 * count)
})
