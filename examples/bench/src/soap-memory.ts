// How much memory a large SOAP answer takes while it is read, in a process of its own.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { spreadOf } from './paired.ts'
import { scheduleAnswer } from './soap-answer.ts'
import type { SoapFacts } from './soap-row.ts'
import type { MemoryResult } from './xml-memory.ts'

/** As many times as 58 MB hold, one in a thousand of them free. */
const [times, freeEvery] = [374_000, 1_000]

export interface SoapMemoryTask {
  readonly endpoint: string
  readonly warmUp: string
  readonly tls: SoapFacts['tls']
  readonly free: number
}

export async function measureSoapMemory({ url, tls }: SoapFacts, runs: number): Promise<MemoryResult> {
  const megabytes: number[] = []
  const endpoint = `${url}/${times}/${freeEvery}`
  while (megabytes.length < runs)
    megabytes.push(await oneRun({ endpoint, warmUp: `${url}/10`, tls, free: times / freeEvery }))
  let bytes = 0
  for (const { length } of scheduleAnswer(times, freeEvery)) bytes += length
  return {
    title: 'SOAP: peak memory over start',
    sample: `listSlots over mutual TLS, an answer of ${(bytes / 1e6).toFixed(0)} MB, ${times} times of which one in ${freeEvery} is free and kept; after one call of 10; resident memory, a new process each run`,
    runs,
    megabytes: spreadOf(megabytes),
  }
}

async function oneRun(task: SoapMemoryTask): Promise<number> {
  const child = fork(fileURLToPath(new URL('./soap-memory-child.ts', import.meta.url)), {
    execArgv: ['--conditions=@mis/source', '--expose-gc'],
  })
  child.send(task)
  const [{ megabytes }] = (await once(child, 'message')) as [{ megabytes: number }]
  await once(child, 'exit')
  return megabytes
}
