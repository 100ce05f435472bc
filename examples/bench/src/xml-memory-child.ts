import { type MemoryFacts, memorySlots } from './xml-memory.ts'
import { readWithShapes } from './xml-readers.ts'
import { scheduleChunks } from './xml-schedule.ts'

let size = 0
let slots = 0

function* body(): Generator<Uint8Array> {
  for (const chunk of scheduleChunks(memorySlots)) {
    size += chunk.length
    yield chunk
  }
}

globalThis.gc?.()
const before = process.memoryUsage.rss()
const begun = performance.now()
await readWithShapes(body(), () => {
  slots += 1
})
const seconds = (performance.now() - begun) / 1_000
if (slots === 0) throw new Error('nothing was read')
// maxRSS is in KiB and the highest ever, so that no moment between two looks is missed.
const megabytes = (process.resourceUsage().maxRSS * 1_024 - before) / 1e6
process.send?.({ megabytes, documentMegabytes: size / 1e6, seconds } satisfies MemoryFacts)
process.disconnect?.()
