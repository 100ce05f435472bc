// A cached read beside what nobody can be faster than: a Map, awaited.
import { type Call, cache, createTrail, defineAdapter, type MisAdapter, type Next, type Slot, wrap } from '@mis/core'
import type { Row } from './paired.ts'

const doctors = 500
const reads = 100_000
const day = '2031-03-05'
const query = (index: number) => ({ doctorId: `doctor ${index % doctors}`, from: day, to: day })

/** Sixteen times of one day: 4 KB as JSON. */
export function slotsOf(doctorId: string, on = day): Slot[] {
  return Array.from({ length: 16 }, (_, index) => {
    const time = `${String(9 + Math.floor(index / 2)).padStart(2, '0')}:${index % 2 ? '30' : '00'}`
    const end = `${String(9 + Math.floor(index / 2)).padStart(2, '0')}:${index % 2 ? '59' : '29'}`
    return {
      id: `t1.${doctorId}.${on}T${time}`,
      doctorId,
      clinicId: '1',
      start: `${on}T${time}:00+03:00`,
      end: `${on}T${end}:00+03:00`,
      timeZone: 'Europe/Moscow',
      mode: 'in-person',
      room: `кабинет ${index}`,
    }
  })
}

/** A MIS that answers at once. */
export function instantAdapter(): MisAdapter {
  return defineAdapter({
    vendor: 'bench',
    instance: 'instant',
    capabilities: { patientFields: { required: [] }, slotWindowDays: 31, concurrency: 64 },
    operations: {
      listDoctors: async () => ({ items: [] }),
      listSlots: async ({ doctorId, from }) => slotsOf(doctorId, from),
      book: async ({ slot }) => ({ ...slot, id: '501', status: 'booked' }),
      cancel: async ({ appointment }) => ({
        ...appointment,
        end: appointment.start,
        mode: 'in-person',
        status: 'cancelled',
      }),
    },
  })
}

interface Warm {
  /** The layer itself, given a parsed call. */
  readonly layer: (index: number) => Promise<unknown>
  /** The adapter's method, which parses its input first. */
  readonly method: (index: number) => Promise<unknown>
  readonly map: (index: number) => Promise<unknown>
}

/** Everything read once, so that each read is a hit. */
async function warm(): Promise<Warm> {
  let inner: Next | undefined
  const adapter = wrap(instantAdapter(), [
    (next, host) => {
      inner = cache()(next, host)
      return inner
    },
  ])
  const known = new Map<string, unknown>()
  const queries = Array.from({ length: doctors }, (_, index) => query(index))
  for (const each of queries) known.set(each.doctorId, await adapter.listSlots(each))
  const signal = new AbortController().signal
  const calls = queries.map(
    (input): Call<'listSlots'> => ({
      operation: 'listSlots',
      input,
      options: {},
      signal,
      deadlineAt: Infinity,
      attempt: 1,
      trail: createTrail(),
    }),
  )
  const pick = <T>(all: readonly T[], index: number): T => {
    const found = all[index % doctors]
    if (found === undefined) throw new Error('Nothing to read')
    return found
  }
  const next = inner
  if (!next) throw new Error('No layer')
  return {
    layer: (index) => next(pick(calls, index)),
    method: (index) => adapter.listSlots(pick(queries, index)),
    map: async (index) => known.get(pick(queries, index).doctorId),
  }
}

const repeated = (count: number, one: (index: number) => Promise<unknown>) => async () => {
  for (let index = 0; index < count; index += 1) await one(index)
}

export async function cacheRows(): Promise<Row[]> {
  const { layer, method, map } = await warm()
  const theirs = { name: 'an async function that looks into a Map', run: repeated(reads, map) }
  const sample = `${reads} hits one after another among ${doctors} doctors, one day each`
  return [
    { title: 'Cache: a hit at the layer', sample, ours: { name: 'cache()', run: repeated(reads, layer) }, theirs },
    {
      title: 'Cache: a hit by the public method',
      sample: `${sample}; the method parses its input first, as any call's`,
      ours: { name: 'adapter.listSlots behind cache()', run: repeated(reads, method) },
      theirs,
    },
  ]
}

/** What a hit leaves to the garbage collector, the awaiting included; needs --expose-gc. */
export async function bytesOfHit(): Promise<string> {
  const { layer, method, map } = await warm()
  const count = 2_000
  const bytesOf = async (one: (index: number) => Promise<unknown>) => {
    const all: number[] = []
    for (let turn = 0; turn < 15; turn += 1) {
      globalThis.gc?.()
      const before = process.memoryUsage().heapUsed
      for (let index = 0; index < count; index += 1) await one(index)
      all.push((process.memoryUsage().heapUsed - before) / count)
    }
    return Math.round(all.sort((a, b) => a - b)[7] ?? Number.NaN)
  }
  const [ofMap, ofLayer, ofMethod] = [await bytesOf(map), await bytesOf(layer), await bytesOf(method)]
  return `Cache: bytes allocated a hit: ${ofLayer} at the layer, ${ofMethod} by the public method, ${ofMap} by the awaited Map.`
}
