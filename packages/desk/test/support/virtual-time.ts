import { defaultRuntime, type Runtime } from '@mis/core'
import { createVirtualClock } from '@mis/mock'

/** How far time is moved at once while a task is waited for. */
const stepMs = 250

/** The virtual clock as a whole runtime, and tasks that are waited for in its time. */
export function virtualTime() {
  const clock = createVirtualClock()
  const runtime: Runtime = { ...defaultRuntime, ...clock.runtime }
  return {
    runtime,
    settle: () => clock.advance(0),
    advance: clock.advance,
    sleepers: clock.sleepers,
    /** Milliseconds since the beginning. */
    elapsed: clock.runtime.monotonic,
    /** Moves time on until the task has ended. */
    async until<T>(task: Promise<T>, atMostMs = 3_600_000): Promise<T> {
      let isOver = false
      const over = () => {
        isOver = true
      }
      task.then(over, over)
      const end = clock.now() + atMostMs
      for (await clock.advance(0); !isOver && clock.now() < end; ) await clock.advance(stepMs)
      if (!isOver) throw new Error(`the task had not ended after ${atMostMs} ms with ${clock.sleepers()} asleep`)
      return task
    },
  }
}
export type VirtualTime = ReturnType<typeof virtualTime>
