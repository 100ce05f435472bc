import type { Row, Side } from './paired.ts'
import { readWithBareSaxes, readWithFastXmlParser, readWithShapes, type Slot } from './xml-readers.ts'
import { scheduleChunks } from './xml-schedule.ts'

const slots = 15_000
const chunkSize = 64 * 1024

/** The same bytes to the same slots, by our reader and by each of two others. */
export function xmlRows(): Row[] {
  const body = bodyOf(slots)
  const size = (body.reduce((sum, { length }) => sum + length, 0) / 1e6).toFixed(1)
  const sample = `${slots} slots of a schedule, ${size} MB in chunks of 64 KiB, decoded, parsed and mapped`
  let expected: string | undefined
  const side = (name: string, read: (take: (slot: Slot) => void) => Promise<void> | void): Side => ({
    name,
    async run() {
      const found: Slot[] = []
      await read((slot) => found.push(slot))
      const seen = `${found.length} ${JSON.stringify([found[0], found.at(-1)])}`
      expected ??= seen
      if (found.length === 0 || seen !== expected) throw new Error('the two sides did not read the same')
    },
  })
  const ours = side('readXml with one shape', (take) => readWithShapes(body, take))
  return [
    {
      title: 'XML: a schedule, beside bare saxes',
      sample,
      ours,
      theirs: side('saxes with handlers for this very document', (take) => readWithBareSaxes(body, take)),
    },
    {
      title: 'XML: a schedule, beside fast-xml-parser',
      sample,
      ours,
      theirs: side('fast-xml-parser 5 and a walk over its tree', (take) => readWithFastXmlParser(body, take)),
    },
  ]
}

function bodyOf(count: number): Uint8Array[] {
  const whole = Buffer.concat([...scheduleChunks(count)])
  return Array.from({ length: Math.ceil(whole.length / chunkSize) }, (_, index) =>
    Uint8Array.from(whole.subarray(index * chunkSize, (index + 1) * chunkSize)),
  )
}
