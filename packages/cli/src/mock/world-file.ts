import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkOptions } from '@mis/core/adapter'
import { createWorld, testPatient, type World } from '@mis/mock'
import { z } from 'zod'
import { UsageError } from '../usage-error.ts'

const slots = z.array(z.string().min(1))
const worldSchema = z.strictObject({
  seed: z.int().optional(),
  now: z.string().optional(),
  days: z.int().min(1).max(3660).optional(),
  timeZone: z.string().optional(),
  rules: z.strictObject({ alreadyBooked: z.boolean() }).partial().optional(),
  /** Slots somebody has booked at the reception. */
  occupied: slots.optional(),
  /** Visits of test people: slot ids by the person's number. */
  visits: z.record(z.string().regex(/^[1-9]\d{0,5}$/, 'expected the number of a test person'), slots).optional(),
})
type WorldFile = z.infer<typeof worldSchema>

/** What a world begins with. Throws a `UsageError`, or `invalid-request` that names the member of the file. */
export function readWorldFile(file: string, cwd: string): WorldFile {
  let text: string
  try {
    text = readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new UsageError(`--world ${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new UsageError(`--world ${file} is no JSON`)
  }
  return checkOptions(worldSchema, content, `--world ${file}`)
}

/** The clinic of a file, with a clock that somebody else keeps. */
export function worldOf(file: WorldFile, now: () => number): World {
  const { rules, occupied = [], visits = {}, now: _, ...options } = file
  const world = createWorld({ ...withoutAbsent(options), now })
  Object.assign(world.rules, rules)
  const check = (slotId: string, result: { readonly ok: boolean; readonly why?: string }): void => {
    if (!result.ok) throw new UsageError(`--world: slot ${slotId}: ${result.why}`)
  }
  for (const slotId of occupied) check(slotId, world.occupy(slotId))
  for (const [person, ids] of Object.entries(visits))
    for (const slotId of ids) check(slotId, world.book({ slotId, patient: testPatient(Number(person)) }))
  return world
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function withoutAbsent<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>
}
