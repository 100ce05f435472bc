// A schedule as the EMIAS service answers it, made piece by piece, so that a large one never stands in memory.
import { addDays } from '@mis/core'

const encoder = new TextEncoder()
const slotsOfADay = 480
const slotsOfAPiece = 500

/** The answer with `slots` times, each `freeEvery`-th of them free. */
export function* scheduleAnswer(slots: number, freeEvery = 1): Generator<Uint8Array> {
  yield encoder.encode(
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetScheduleResponse xmlns="urn:example:emias:1"><Slots>',
  )
  for (let first = 0; first < slots; first += slotsOfAPiece) {
    const count = Math.min(slotsOfAPiece, slots - first)
    yield encoder.encode(Array.from({ length: count }, (_, index) => slot(first + index, freeEvery)).join(''))
  }
  yield encoder.encode('</Slots></GetScheduleResponse></s:Body></s:Envelope>')
}

function slot(index: number, freeEvery: number): string {
  const day = addDays('2031-03-04', Math.floor(index / slotsOfADay) % 31)
  const minute = index % slotsOfADay
  return (
    `<Slot><SlotId>s/${700_000 + index}</SlotId><StartTime>${day}T${clock(minute)}</StartTime><EndTime>${day}T${clock(minute + 1)}</EndTime>` +
    `<Room>${100 + (index % 50)}</Room><IsFree>${index % freeEvery === 0}</IsFree></Slot>`
  )
}

function clock(minute: number): string {
  return `${String(8 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`
}
