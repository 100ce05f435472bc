// In a process of its own: node --conditions=@mis/source --expose-gc soak-child.ts <calls> <of them over sockets>
import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { isMisError, type MisAdapter, recommended, wrap } from '@mis/core'
import { defaultRuntime } from '../../src/kernel/runtime.ts'
import { wireAdapter } from '../faults/adapter.ts'
import { toyAdapter } from '../support/toy.ts'
import { faultyHandlers, makeChance, oneCall } from './traffic.ts'
import { startWire } from './wire-server.ts'

/** What is left of the soak; one line of JSON on standard output. */
export interface SoakReport {
  readonly calls: number
  readonly overSockets: number
  /** Requests that the server of the sockets' share read. */
  readonly requests: number
  readonly outcomes: Readonly<Record<string, number>>
  /** Heap in use after a collection, MB, at equal distances after the warm-up. */
  readonly heapMb: readonly number[]
  /** By least squares. */
  readonly slopeMbPer100k: number
  readonly warnings: readonly string[]
  readonly listeners: number
  /** What keeps the process alive that did not before. */
  readonly left: readonly string[]
  readonly seconds: number
}

const samples = 10
const callers = 64
const [total = 0, overSockets = 0] = process.argv.slice(2).map(Number)
const chance = makeChance(7)
const warnings: string[] = []
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`))
const before = process.getActiveResourcesInfo()

const layers = (timeoutMs: number) =>
  recommended({ retry: { baseMs: 1, capMs: 10, budget: 1_000 }, timeout: { ms: timeoutMs } })
const wire = await startWire(chance)
// Only in process some calls hang, and those that do are to be over soon.
const inProcess = wrap(toyAdapter(faultyHandlers(chance), { ...defaultRuntime, random: chance }), layers(20))
const remote = wrap(wireAdapter({ url: wire.url, runtime: defaultRuntime }), layers(8_000))
const signal = new AbortController().signal

const outcomes: Record<string, number> = {}
const heapMb: number[] = []
const startedAt = defaultRuntime.monotonic()
// One round more than is measured: the first one fills caches and warms the compiler up.
for (let round = 0; round <= samples; round += 1) {
  await load(inProcess, Math.round((total - overSockets) / (samples + 1)))
  await load(remote, Math.round(overSockets / (samples + 1)))
  heapMb.push(await heapInUse())
}
heapMb.shift()
await inProcess.close()
await remote.close()
await wire.close()
// Whatever is on its way out gets some turns of the loop; a timer would be seen below.
for (let turns = 0; turns < 1_000 && leftOver().length > 0; turns += 1) await turn()

const report: SoakReport = {
  calls: total,
  overSockets,
  requests: wire.requests(),
  outcomes,
  heapMb,
  slopeMbPer100k: slopeOf(heapMb) / (total / (samples + 1) / 100_000),
  warnings,
  listeners: getEventListeners(signal, 'abort').length,
  left: leftOver(),
  seconds: Math.round((defaultRuntime.monotonic() - startedAt) / 1_000),
}
console.log(JSON.stringify(report))

/** So many calls by a crowd of callers. */
async function load(mis: MisAdapter, count: number): Promise<void> {
  let made = 0
  const caller = async () => {
    while (made < count) {
      made += 1
      const outcome = await oneCall(mis, chance, signal).then(
        () => 'ok',
        (error: unknown) => (isMisError(error) ? error.code : 'given up'),
      )
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
}

async function heapInUse(): Promise<number> {
  for (let turns = 0; turns < 20; turns += 1) await turn()
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

function leftOver(): string[] {
  const left = [...process.getActiveResourcesInfo()]
  for (const name of before) {
    const at = left.indexOf(name)
    if (at >= 0) left.splice(at, 1)
  }
  return left
}

function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const over = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0)
  return over / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
}
