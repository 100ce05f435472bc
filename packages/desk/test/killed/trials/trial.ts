import type { Death, Task } from '../protocol.ts'
import type { Ground, Stage } from '../stage.ts'
import { type Ended, type Victim, victimProcess } from '../victim.ts'

/** One victim on a stage of its own: what it does, and what must hold whenever it dies. */
export type Trial = (perform: Perform) => Promise<Seen>

/** `isHalf`: the dead one had left something half done, where that can be seen. */
export type Seen = Ended & { readonly isHalf?: boolean }

/** Prepares a stage and lets a victim work on it. */
export type Perform = <T>(play: (stage: Stage, victim: VictimOn) => Promise<T>) => Promise<T>

/** A victim that was told where it works and when it dies. */
export type VictimOn = (task: Task, told?: Parameters<Victim['perform']>[1]) => Promise<Ended>

/** On a fresh stage: with a death in a process of its own; without, in this one, which goes on to live. */
export function performOn(ground: Ground, death: Death | undefined, survivor: Victim): Perform {
  return async (play) => {
    const stage = ground.stage()
    const victim = death === undefined ? survivor : await victimProcess()
    try {
      const { place, clock } = stage
      return await play(stage, (task, told) =>
        victim.perform({ place, clock, task, ...(death !== undefined && { death }) }, told),
      )
    } finally {
      if (victim !== survivor) await victim.kill()
      await stage.close()
    }
  }
}
