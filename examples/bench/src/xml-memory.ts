// How much memory a large document takes while it is read, in a process of its own that has done nothing else.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Spread, spreadOf } from './paired.ts'

/** What one child says. */
export interface MemoryFacts {
  readonly megabytes: number
  readonly documentMegabytes: number
  readonly seconds: number
}

export interface MemoryResult {
  readonly title: string
  readonly sample: string
  readonly runs: number
  readonly megabytes: Spread
}

export const memorySlots = 256_000

export async function measureMemory(runs: number): Promise<MemoryResult> {
  const facts: MemoryFacts[] = []
  for (let run = 0; run < runs; run += 1) facts.push(await oneRun())
  const { documentMegabytes = 0 } = facts[0] ?? {}
  const seconds = spreadOf(facts.map((each) => each.seconds)).median.toFixed(1)
  return {
    title: 'XML: peak memory over start',
    sample: `readXml over a stream of ${documentMegabytes.toFixed(0)} MB made as it is read, ${memorySlots} slots mapped and dropped, ${seconds} s; resident memory, a new process each run`,
    runs,
    megabytes: spreadOf(facts.map(({ megabytes }) => megabytes)),
  }
}

async function oneRun(): Promise<MemoryFacts> {
  const child = fork(fileURLToPath(new URL('./xml-memory-child.ts', import.meta.url)), {
    execArgv: ['--conditions=@mis/source', '--expose-gc'],
  })
  const [facts] = (await once(child, 'message')) as [MemoryFacts]
  await once(child, 'exit')
  return facts
}
