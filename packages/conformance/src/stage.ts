import assert from 'node:assert/strict'
import type { Appointment, BookRequest, CallOptions, Doctor, Operation, Slot } from '@mis/core'
import { type FaultRule, testPatient } from '@mis/mock'
import type { Stage } from './case.ts'

type WorldSlot = ReturnType<Stage['world']['slots']>[number]
type WorldDoctor = ReturnType<Stage['world']['doctors']>[number]

/** Layers may serve what they kept; a case that compares with the world asks the MIS. */
export const fresh: CallOptions = { maxAgeMs: 0 }

/** A free time as the adapter offers it, and the world's own record of it. */
export interface Offer {
  readonly slot: Slot
  readonly inWorld: WorldSlot
}

/** The world's doctors that this mock serves, inactive ones too. */
export function doctorsOf({ world, clinics }: Stage): readonly WorldDoctor[] {
  return world.doctors().filter((doctor) => doctor.clinicIds.some((id) => clinics.includes(id)))
}

/** The first served doctor, in the world's order, with at least `count` free times on one day; with that day. */
export function busyDay(stage: Stage, count = 1, skipDoctors = 0): { doctor: WorldDoctor; day: string } {
  let skipped = 0
  for (const doctor of doctorsOf(stage)) {
    if (!doctor.active) continue
    const perDay = new Map<string, number>()
    for (const slot of stage.world.freeSlots({ doctorId: doctor.id })) {
      const day = slot.start.slice(0, 10)
      perDay.set(day, (perDay.get(day) ?? 0) + 1)
    }
    // Not the first day: part of it may have begun.
    const day = [...perDay].slice(1).find(([, free]) => free >= count)?.[0]
    if (day !== undefined && skipped++ === skipDoctors) return { doctor, day }
  }
  return assert.fail(`the world has no doctor with ${count} free times on one day`)
}

/** The first and the last day on which the world has any time at all. */
export function wholeSchedule(stage: Stage): { from: string; to: string } {
  const days = stage.world
    .slots({})
    .map((slot) => slot.start.slice(0, 10))
    .sort()
  return { from: days[0] ?? assert.fail('the world has no slots'), to: days.at(-1) as string }
}

/** `count` free times of one doctor's day, listed by the adapter and matched with the world's. */
export async function offers(stage: Stage, count = 1, skipDoctors = 0): Promise<readonly Offer[]> {
  const { doctor, day } = busyDay(stage, count, skipDoctors)
  const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: day }
  const { slots } = await stage.adapter.listSlots(query, fresh)
  return stage.world
    .freeSlots({ doctorId: doctor.id, from: day, to: day })
    .slice(0, count)
    .map((inWorld) => {
      const slot = slots.find(({ start }) => minute(start) === minute(inWorld.start))
      return { slot: slot ?? assert.fail(`the adapter does not list the free time ${inWorld.start}`), inWorld }
    })
}

export async function offer(stage: Stage, skipDoctors = 0): Promise<Offer> {
  const [first] = await offers(stage, 1, skipDoctors)
  return first ?? assert.fail('no offer')
}

/** A request to book this slot for test person `person`. */
export function intent(slot: Slot, person = 1, reference = `conformance-${person}`): BookRequest {
  return { slot, patient: testPatient(person), reference }
}

/** Books a free time for test person `person`. */
export async function booked(stage: Stage, person = 1): Promise<{ appointment: Appointment; offer: Offer }> {
  const one = await offer(stage)
  return { appointment: await stage.adapter.book(intent(one.slot, person)), offer: one }
}

/** Local minute and offset: two spellings of one moment in one zone are equal, in two zones they are not. */
export function minute(instant: string): string {
  return instant.slice(0, 16) + instant.slice(-6)
}

/** What must be the same in the adapter's slot and in the world's. */
export function essence({ carries }: Stage, slot: Slot): Record<string, unknown> {
  const { doctorId, clinicId, start, end, timeZone, room, mode } = slot
  return {
    doctorId,
    clinicId,
    start: minute(start),
    end: minute(end),
    timeZone,
    ...(carries.rooms && { room: room ?? null }),
    ...(carries.modes && { mode }),
  }
}

/** The world's free times as the adapter must give them, in order of start. */
export function expectedSlots(stage: Stage, worldDoctorId: string, from: string, to: string): readonly unknown[] {
  return [...stage.world.freeSlots({ doctorId: worldDoctorId, from, to })]
    .sort((one, other) => Date.parse(one.start) - Date.parse(other.start))
    .map((slot) =>
      essence(stage, {
        ...slot,
        doctorId: stage.ids.doctor(slot.doctorId),
        clinicId: stage.ids.clinic(slot.clinicId),
      }),
    )
}

/** Every page of the doctors' list; fails where the cursors do not end. */
export async function allDoctors(stage: Stage, limit?: number): Promise<readonly Doctor[]> {
  const found: Doctor[] = []
  let cursor: string | undefined
  for (let page = 0; page < 200; page++) {
    const query = { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) }
    const { items, next } = await stage.adapter.listDoctors(query, fresh)
    found.push(...items)
    if (next === undefined) return found
    cursor = next
  }
  return assert.fail('the pages of listDoctors do not end')
}

/** Requests of one operation that reached the server. */
export function sent({ server }: Stage, operation: Operation): number {
  return server.requests().filter((request) => request.operation === operation).length
}

/** The world's appointments on this slot that hold it. */
export function living({ world }: Stage, { inWorld }: Offer): ReturnType<Stage['world']['appointments']> {
  return world.appointments().filter(({ slotId, status }) => slotId === inWorld.id && status !== 'cancelled')
}

/** Runs `body` while every request of `operation` meets the fault; fails where none did. */
export async function during<T>(
  { server }: Stage,
  operation: Operation,
  fault: FaultRule['fault'],
  body: () => Promise<T>,
): Promise<T> {
  server.arm({ when: { operation }, fault })
  try {
    const result = await body()
    assert.equal(server.unusedFaults().length, 0, `no ${operation} request reached the server`)
    return result
  } finally {
    server.disarm()
  }
}

/** Waits until one more request of this operation than `before` has reached the server and been handled. */
export async function arrival(stage: Stage, operation: Operation, before: number): Promise<void> {
  const { server } = stage
  // One operation may take several requests: those of others do not count.
  while (sent(stage, operation) <= before) await server.waitFor(server.requests().length + 1)
  await server.waitFor(server.requests().length)
}
