import type { Runtime } from '@mis/core'

/** Time as ESIA sees it. */
export interface EsiaClock {
  /** Epoch milliseconds. */
  now(): number
  /**
   * Takes the `Date` of an answer, sent and received at these times of our own clock. It says whole seconds and was
   * written somewhere on the way, so a clock of ours that lies within these bounds counts as right.
   */
  learn(date: string | null, sentAt: number, receivedAt: number): void
}

/** Our own clock until an answer of ESIA says otherwise. */
export function esiaClock(runtime: Pick<Runtime, 'now'>): EsiaClock {
  let offset = 0
  return {
    now: () => runtime.now() + offset,
    learn(date, sentAt, receivedAt) {
      const second = date === null ? Number.NaN : Date.parse(date)
      // A clock that was set while we waited measures nothing.
      if (!Number.isFinite(second) || receivedAt < sentAt) return
      const least = second - receivedAt
      const most = second + 999 - sentAt
      const fits = (guess: number) => least <= guess && guess <= most
      if (!fits(offset)) offset = fits(0) ? 0 : Math.round((least + most) / 2)
    },
  }
}

/** `fetch` that shows the clock each answer, also one that is refused later, such as a redirect. */
export function watchedFetch(runtime: Pick<Runtime, 'now' | 'fetch'>, clock: EsiaClock): typeof fetch {
  return async (input, init) => {
    const sentAt = runtime.now()
    const response = await runtime.fetch(input, init)
    clock.learn(response.headers.get('date'), sentAt, runtime.now())
    return response
  }
}
