// pnpm bench: our stack beside what an app would write without it. Writes docs/benchmarks.md.
// `pnpm bench --pairs 15` for more pairs, `--dry` to write nothing.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { redisServer } from '../../../tools/lib/redis-server.ts'
import { missing, strangers } from '../../../tools/lib/strangers.ts'
import { bookingRace, type RaceResult } from './booking-race.ts'
import { bytesOfHit } from './cache-row.ts'
import { groups } from './groups.ts'
import { measureSync, mirrorLoopDelay } from './mirror-sync.ts'
import { startMock } from './mock-process.ts'
import { measureOneC } from './onec-row.ts'
import { benchmarksPage } from './page.ts'
import type { Result } from './paired.ts'
import { countHandshakes } from './soap-calls.ts'
import { measureSoapMemory } from './soap-memory.ts'
import type { SoapFacts } from './soap-row.ts'
import { measureWeights } from './weight.ts'
import { weightSection } from './weight-page.ts'
import { measureMemory } from './xml-memory.ts'

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '11' }, dry: { type: 'boolean', default: false } },
})
const memoryRuns = 5
const floorRuns = 3
const weightRuns = 5
const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`
/** Processes that wanted a core, in the last quarter of an hour; above the cores the figures are rough. */
const load = (): string => (loadavg()[2] ?? 0).toFixed(1)
const soap = await startMock<SoapFacts>('soap-child.ts')
const noRedis = missing(strangers.redis)
if (noRedis !== undefined) console.log(`The shared cache was not measured: ${noRedis}`)
const redis = noRedis === undefined ? await redisServer() : undefined
try {
  const results: Result[] = []
  for (const name of Object.keys(groups)) results.push(...(await measureGroup(name)))
  const facts = [await countHandshakes(soap), await bytesOfHit(), await mirrorLoopDelay()]
  console.log(facts.join('\n'))
  const memory = [await measureMemory(memoryRuns), await measureSoapMemory(soap, memoryRuns)]
  for (const { title, megabytes } of memory) console.log(`${title}: ${megabytes.median.toFixed(0)} MB`)
  const floors = [
    ...(await measureOneC(floorRuns)),
    await measureSync(100, floorRuns),
    await measureSync(20, floorRuns),
  ]
  for (const { title, ratio } of floors) console.log(`${title}: ${ratio.median.toFixed(2)} times the floor`)
  const races: RaceResult[] = redis ? await bookingRace(redis.port) : []
  for (const { name, trials, loader } of races) console.log(`Booking race: ${name} stale in ${loader} of ${trials}`)
  const weights = weightSection(await measureWeights(weightRuns), weightRuns)
  console.log(weights)
  const page = benchmarksPage({
    results,
    facts,
    memory,
    floors,
    races,
    weights,
    machine: `${machine}, load average ${load()} (above the cores: rough figures)`,
  })
  if (!values.dry) await writeFile(new URL('../../../docs/benchmarks.md', import.meta.url), page)
} finally {
  await soap.close()
  await redis?.close()
}

async function measureGroup(name: string): Promise<readonly Result[]> {
  const program = fileURLToPath(new URL('group-child.ts', import.meta.url))
  const child = fork(program, [name, values.pairs], { execArgv: ['--conditions=@mis/source', '--expose-gc'] })
  const results: Result[] = []
  child.on('message', (message) => {
    const result = message as Result
    results.push(result)
    const { lower, median, upper } = result.ratio
    console.log(`${result.title}: ${median.toFixed(2)} times theirs (${lower.toFixed(2)}–${upper.toFixed(2)})`)
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the group ${name} ended with ${code}`)
  return results
}
