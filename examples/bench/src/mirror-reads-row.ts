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

/** With what the doctor does, as a round writes it. */
const change = (doctorId: string, day: string, slots: readonly Slot[], practice: string): DayChange => ({
  ...{ doctorId, day, slots, practice, hash: 'bench', asOf: 1, fence: 0 },
})

async function rowsOf(home: Home): Promise<Row[]> {
  const clinic = deskClinic()
  const [store, bare, large] = [await home.store(), await home.bare(), await home.store()]
  for (const [id, days] of clinic.slots) {
    const own = [...days].map(([day, slots]) => change(id, day, slots, String((Number(id) - 1) % 25)))
    await store.mirror.write('bench', own)
    await large.mirror.write('bench', own)
  }
  // Nine times as many doctors beside them.
  for (let doctor = 501; doctor <= 5_000; doctor += 1) {
    const id = String(doctor)
    await large.mirror.write(
      'bench',
      clinic.days.map((day) => change(id, day, slotsOf(id, day), String(25 + (doctor % 225)))),
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
  const nearestOf = ({ mirror }: Store, practice: string, doctorIds: readonly string[], count: number) => {
    const query = { instance: 'bench', doctorIds, practices: [practice], after: now, limit: 1 }
    return { name: 'store.mirror.nearest', run: () => many(async () => (await mirror.nearest(query)).length, count) }
  }
  const tenth = { ...dayOf(store), name: 'the same with a tenth of the data' }
  const doctorsOf = (specialtyId: string) =>
    clinic.doctors.filter(({ specialties }) => specialties[0]?.id === specialtyId).map(({ id }) => id)
  const wanted = [
    ['who are free today', '8', readCount],
    ['who are booked out for a week', bookedOut, home.name === 'PostgreSQL' ? fewReads : readCount],
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
    ...wanted.flatMap(([who, practice, count]): Row[] => {
      const ids = doctorsOf(practice)
      return [
        {
          title: `Mirror, ${home.name}: the nearest free time of 20 doctors ${who}`,
          sample: `${count} reads`,
          ours: nearestOf(store, practice, ids, count),
          theirs: {
            name: 'select … where doctor_id in (…) order by start limit 1',
            run: () => many(() => bare.nearest(ids, after), count),
          },
        },
        {
          title: `Mirror, ${home.name}: the nearest free time of 20 doctors ${who}, ten times the data`,
          sample: `${count} reads`,
          ours: nearestOf(large, practice, ids, count),
          theirs: { ...nearestOf(store, practice, ids, count), name: tenth.name },
        },
      ]
    }),
  ]
}
