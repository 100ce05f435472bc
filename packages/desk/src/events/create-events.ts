import { invalidInput } from '../refuse.ts'
import type { DeadLetter } from '../store/deliveries.ts'
import type { StoredEvent } from '../store/outbox.ts'
import { within } from '../within.ts'
import { runSink } from './deliver.ts'
import { checkEventsOptions, type EventsOptions } from './options.ts'
import { outEventOf } from './out-event.ts'
import type { Sink } from './sink.ts'

/** Which events are sent again. */
export type Replay =
  | { readonly sink: string; readonly id: string }
  /** Everything that happened at this moment (epoch milliseconds) or later. */
  | { readonly sink: string; readonly since: number }

/** The way of events out of the desk. */
export interface Events {
  /**
   * Delivers to every sink, in order and at least once, until `signal` aborts; then resolves. May run in several
   * processes: each sink is served by one of them at a time.
   */
  run(options: { readonly signal: AbortSignal }): Promise<void>
  /**
   * Sends events again, with the same ids, whatever became of them; how many. A dead letter that arrives is dead no more.
   * Rejects with what the sink says, and with `invalid-request` for an unknown sink or id.
   */
  replay(what: Replay, options?: { readonly signal?: AbortSignal }): Promise<number>
  /** What a sink would not take, in order. */
  deadLetters(
    sink: string,
    options?: { readonly after?: number; readonly limit?: number },
  ): Promise<readonly DeadLetter[]>
  /** Closes the sinks. Abort `run` first. May be called twice. */
  close(): Promise<void>
}

const readAtOnce = 500

/** Throws `invalid-request` naming an option that does not fit. */
export function createEvents(options: EventsOptions): Events {
  const settings = checkEventsOptions(options)
  const { store, sinks, sealer, runtime, deliveryMs } = settings
  const never = new AbortController().signal
  const sinkOf = (name: string): Sink => {
    const sink = sinks.find((one) => one.name === name)
    if (sink !== undefined) return sink
    throw invalidInput({ sink: `must be one of ${sinks.map((one) => one.name).join(', ')}` }, 'replay')
  }
  async function send(sink: Sink, event: StoredEvent, signal: AbortSignal): Promise<void> {
    const out = await outEventOf(event, sealer)
    await within(runtime, deliveryMs, signal, (cut) => sink.deliver([out], cut))
    await store.deliveries.revive(sink.name, event.id)
  }
  async function* since(moment: number): AsyncGenerator<StoredEvent> {
    for (let after = 0; ; ) {
      const events = await store.outbox.list(after, readAtOnce)
      yield* events.filter(({ at }) => at >= moment)
      if (events.length < readAtOnce) return
      after = events.at(-1)?.ordinal ?? after
    }
  }
  return {
    async run({ signal }) {
      await Promise.all(sinks.map((sink) => runSink(settings, sink, signal)))
    },
    async replay(what, { signal = never } = {}) {
      const sink = sinkOf(what.sink)
      if ('id' in what) {
        const event = await store.deliveries.event(what.id)
        if (event === null) throw invalidInput({ id: 'is no event of this store' }, 'replay')
        await send(sink, event, signal)
        return 1
      }
      let count = 0
      for await (const event of since(what.since)) {
        if (sink.types?.includes(event.type) === false) continue
        await send(sink, event, signal)
        count += 1
      }
      return count
    },
    deadLetters: (sink, { after = 0, limit = 100 } = {}) => store.deliveries.dead(sinkOf(sink).name, after, limit),
    async close() {
      await Promise.all(sinks.map((sink) => sink.close?.()))
    },
  }
}
