import { deskProcess } from './desk.ts'
import type { MisProcess } from './mis.ts'
import type { StorePlace } from './protocol.ts'

export interface Contention {
  /** How many were told what, by status. */
  readonly told: Readonly<Record<string, number>>
  /** Refused ones that were offered nothing. */
  readonly withoutAlternatives: number
  readonly visits: number
  readonly milliseconds: number
}

/** Several processes on one store, everybody wants the same time. */
export async function contend(
  mis: MisProcess,
  place: StorePlace,
  attempts: number,
  processes: number,
): Promise<Contention> {
  const { mis: id, url, slots } = await mis.open({ faults: [], slots: 1 })
  const [slot] = slots
  if (!slot) throw new Error('there is no free time')
  const each = attempts / processes
  const desks = await Promise.all(Array.from({ length: processes }, deskProcess))
  try {
    const begun = performance.now()
    const ended = await Promise.all(
      desks.map((desk, index) =>
        desk.perform({
          place,
          url,
          slots: Array.from({ length: each }, () => slot),
          references: Array.from({ length: each }, (_, count) => `${index}-${count}`),
          firstPatient: 1 + index * each,
          attemptMs: 5_000,
          leaseMs: 20_000,
          patienceMs: 20_000,
          task: 'book',
        }),
      ),
    )
    const milliseconds = performance.now() - begun
    const outcomes = ended.flatMap(({ reports }) => reports.flatMap((one) => (one.kind === 'outcome' ? [one] : [])))
    const told: Record<string, number> = {}
    for (const { status } of outcomes) told[status] = (told[status] ?? 0) + 1
    return {
      told,
      withoutAlternatives: outcomes.filter((one) => one.status === 'refused' && one.alternatives === 0).length,
      visits: (await mis.look(id)).length,
      milliseconds,
    }
  } finally {
    await Promise.all(desks.map((desk) => desk.kill()))
    await mis.shut(id)
  }
}
