import { addDays, type Slot } from '@mis/core'
import type { DayChange, Store } from '@mis/desk'
import { bookedOut, deskClinic, firstDay, now, slotsOf } from './desk-clinic.ts'
import { deskHomes, type Home } from './desk-home.ts'
import type { Row } from './paired.ts'

const readCount = 2_000
/** Of the slowest ones: PostgreSQL walks along a week of others' times in the bare statement. */
const fewReads = 100

/** What the mirror is asked beside the bare statement, and beside itself with a tenth of the data. */
export async function mirrorReadRows(): Promise<Row[]> {
  const rows: Row[] = []
  for (const home of deskHomes()) rows.push(...(await rowsOf(home)))
  return rows
}

const change = (doctorId: string, day: string, slots: readonly Slot[]): DayChange => ({
  ...{ doctorId, day, slots, hash: 'bench', asOf: 1, fence: 0 },
})

async function rowsOf(home: Home): Promise<Row[]> {
  const clinic = deskClinic()
  const [store, bare, large] = [await home.store(), await home.bare(), await home.store()]
  for (const [id, days] of clinic.slots) {
    const own = [...days].map(([day, slots]) => change(id, day, slots))
    await store.mirror.write('bench', own)
    await large.mirror.write('bench', own)
  }
  // Nine times as many doctors beside them.
  for (let doctor = 501; doctor <= 5_000; doctor += 1) {
    const id = String(doctor)
    await large.mirror.write(
      'bench',
      clinic.days.map((day) => change(id, day, slotsOf(id, day))),
    )
  }
  async function* all() {
    for (const days of clinic.slots.values()) yield [...days.values()].flat()
  }
  await bare.load(all())

  const many = async (read: (index: number) => Promise<number>, count = readCount) => {
    for (let index = 0; index < count; index += 1) if ((await read(index)) === 0) throw new Error('nothing was read')
  }
  const [sample, after] = [`${readCount} reads`, `${firstDay}T08:00:00+03:00`]
  const place = (index: number) => ({ doctorId: String((index % 500) + 1), day: addDays(firstDay, 7 + (index % 23)) })
  const dayOf = ({ mirror }: Store) => ({
    name: 'store.mirror.read',
    run: () =>
      many(async (index) => {
        const { doctorId, day } = place(index)
        return (await mirror.read({ instance: 'bench', doctorId, from: day, to: day })).length
      }),
  })
  const nearestOf = ({ mirror }: Store, doctorIds: readonly string[], count: number) => ({
    name: 'store.mirror.nearest',
    run: () =>
      many(async () => (await mirror.nearest({ instance: 'bench', doctorIds, after: now, limit: 1 })).length, count),
  })
  const tenth = { ...dayOf(store), name: 'the same with a tenth of the data' }
  const doctorsOf = (specialtyId: string) =>
    clinic.doctors.filter(({ specialties }) => specialties[0]?.id === specialtyId).map(({ id }) => id)
  const wanted = [
    ['who are free today', doctorsOf('8'), readCount],
    ['who are booked out for a week', doctorsOf(bookedOut), fewReads],
  ] as const
  return [
    {
      title: `Mirror, ${home.name}: one doctor's day`,
      sample,
      ours: dayOf(store),
      theirs: {
        name: 'the prepared select',
        run: () =>
          many((index) => {
            const { doctorId, day } = place(index)
            return bare.day(doctorId, day)
          }),
      },
    },
    { title: `Mirror, ${home.name}: one doctor's day, ten times the data`, sample, ours: dayOf(large), theirs: tenth },
    ...wanted.flatMap(([who, ids, count]): Row[] => [
      {
        title: `Mirror, ${home.name}: the nearest free time of 20 doctors ${who}`,
        sample: `${count} reads`,
        ours: nearestOf(store, ids, count),
        theirs: {
          name: 'select … where doctor_id in (…) order by start limit 1',
          run: () => many(() => bare.nearest(ids, after), count),
        },
      },
      {
        title: `Mirror, ${home.name}: the nearest free time of 20 doctors ${who}, ten times the data`,
        sample: `${count} reads`,
        ours: nearestOf(large, ids, count),
        theirs: { ...nearestOf(store, ids, count), name: tenth.name },
      },
    ]),
  ]
}
