import type { SyncProgress } from './progress.ts'
import type { WindowResult } from './window.ts'

/** Counts a round, and tells of it. */
export interface Tally {
  begin(total: number): void
  more(count: number): void
  ended(result: WindowResult): void
  /** He is asked again. */
  forgive(doctorId: string): void
  tell(phase: SyncProgress['phase']): void
  behind(): SyncProgress['behind']
}

export function makeTally(clock: () => number, tell: (progress: SyncProgress) => void): Tally {
  const startedAt = clock()
  const why = new Map<string, string>()
  const shrunk = new Set<string>()
  let [total, done, written, beganAt] = [0, 0, 0, startedAt]
  // Made anew where it changes alone: without the MIS each of many thousand requests would list every doctor.
  let told: SyncProgress['behind'] | undefined
  const behind = () => {
    if (told !== undefined) return told
    const all = new Map([...why, ...[...shrunk].map((id) => [id, 'shrunk'] as const)])
    told = [...all].map(([doctorId, reason]) => ({ doctorId, why: reason }))
    return told
  }
  const say = (phase: SyncProgress['phase']) => {
    const elapsedMs = Math.round(clock() - startedAt)
    const leftMs = done === 0 ? null : Math.round(((clock() - beganAt) / done) * (total - done))
    tell({ phase, done, total, failed: why.size, held: shrunk.size, written, elapsedMs, leftMs, behind: behind() })
  }
  return {
    begin(count) {
      total = count
      beganAt = clock()
      say('slots')
    },
    more(count) {
      total += count
    },
    ended({ window: { doctorId }, written: days, why: reason }) {
      done += 1
      written += days
      const isKnown = reason === 'shrunk' ? shrunk.has(doctorId) : reason === undefined || why.get(doctorId) === reason
      if (!isKnown) told = undefined
      if (reason === 'shrunk') shrunk.add(doctorId)
      else if (reason !== undefined) why.set(doctorId, reason)
      say('slots')
    },
    forgive(doctorId) {
      why.delete(doctorId)
      told = undefined
    },
    tell: say,
    behind,
  }
}
