import { deskClinic, firstDay } from './desk-clinic.ts'
import { deskHomes, type Home, mirrorOf, round } from './desk-home.ts'
import type { Row } from './paired.ts'

/** Rounds of the mirror beside one upsert a slot, in each database. Both ask the same MIS through the same adapter. */
export async function mirrorRows(): Promise<Row[]> {
  const rows: Row[] = []
  for (const home of deskHomes()) rows.push(...(await rowsOf(home)))
  return rows
}

async function rowsOf(home: Home): Promise<Row[]> {
  const [clinic, restless] = [deskClinic(), deskClinic()]
  const [kept, rewritten, bare] = [await home.store(), await home.store(), await home.bare()]
  const [mirror, other] = [mirrorOf(kept, clinic), mirrorOf(rewritten, restless)]
  async function* told() {
    const [from, to] = [firstDay, clinic.days.at(-1) ?? firstDay]
    for (const { id: doctorId } of clinic.doctors)
      yield (await clinic.adapter.listSlots({ doctorId, from, to }, { maxAgeMs: 0 })).slots
  }
  await round(mirror)
  await round(other)
  await bare.load(told())
  const sample = `${clinic.slotCount} free times of 500 doctors for 30 days, from a MIS that answers at once`
  const wrote = async (days: Promise<number>) => {
    if ((await days) === 0) throw new Error('nothing was written')
  }
  const changed = {
    name: 'a round of the mirror',
    async run() {
      clinic.change()
      await wrote(round(mirror))
    },
  }
  return [
    {
      title: `Mirror, ${home.name}: first load`,
      sample,
      ours: {
        name: 'a round of the mirror into an empty store',
        async run() {
          const store = await home.store()
          await wrote(round(mirrorOf(store, clinic)))
          await store.close()
        },
      },
      theirs: {
        name: 'an upsert a slot into an empty table, a transaction a doctor',
        async run() {
          const empty = await home.bare()
          await empty.load(told())
          await empty.close()
        },
      },
    },
    {
      title: `Mirror, ${home.name}: one slot in a hundred has changed, beside bare statements`,
      sample,
      ours: changed,
      theirs: { name: 'everything written again, an upsert a slot', run: () => bare.load(told()) },
    },
    {
      title: `Mirror, ${home.name}: one slot in a hundred has changed, beside a full rewrite`,
      sample,
      ours: changed,
      theirs: {
        name: 'a round of the mirror that finds every slot changed',
        async run() {
          restless.replace()
          await wrote(round(other))
        },
      },
      async close() {
        await kept.close()
        await rewritten.close()
        await bare.close()
        await home.close()
      },
    },
  ]
}
