import type { DoctorId } from '@mis/core'

/** How far a round is. */
export interface SyncProgress {
  /** `busy`: another process is at it; nothing was done. */
  readonly phase: 'directory' | 'slots' | 'done' | 'busy'
  /** Requests for slots that have ended, and how many there will be. */
  readonly done: number
  readonly total: number
  /** Doctors some of whose days could not be read; whoever is read after all is counted no more. */
  readonly failed: number
  /** Doctors whose answers shrank too much to be believed at once. */
  readonly held: number
  /** Doctor's days written; 0 where nothing has changed. */
  readonly written: number
  readonly elapsedMs: number
  /** What is left at the pace so far; null while there is none. */
  readonly leftMs: number | null
  /** Whose days are older than this round, and why: an error's code, `shrunk` or `overtaken`. Whole in the last one. */
  readonly behind: readonly { readonly doctorId: DoctorId; readonly why: string }[]
}

/** Lets one side tell and the other look, each at its own pace: whoever looks gets the newest. */
export class Latest<T> {
  #value: T | undefined
  #isOver = false
  #wake: () => void = () => {}

  tell(value: T): void {
    this.#value = value
    this.#wake()
  }

  end(): void {
    this.#isOver = true
    this.#wake()
  }

  async *values(): AsyncGenerator<T, void> {
    for (;;) {
      const value = this.#value
      this.#value = undefined
      if (value !== undefined) yield value
      else if (this.#isOver) return
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }
}
