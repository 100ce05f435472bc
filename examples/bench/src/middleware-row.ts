// The layers alone, over an upstream that answers at once: nothing is parsed and nothing is sent.
import { type Call, createTrail, type Middleware, type Next, recommended, wrap } from '@mis/core'
import { createWorld, fakeMis } from '@mis/mock'
import CircuitBreaker from 'opossum'
import pLimit from 'p-limit'
import pRetry from 'p-retry'
import type { Row } from './paired.ts'

const calls = 20_000
const appointment = { id: '1', clinicId: '1', doctorId: '1', start: '2031-03-04T09:00:00+03:00' }
const page = { items: [] }

type Asking = (mis: ReturnType<typeof fakeMis>) => Promise<unknown>
const kinds: Readonly<Record<string, Asking>> = {
  'a call that no cache may remember': (mis) => mis.getAppointment(appointment),
  'a read that asks the MIS': (mis) => mis.listDoctors({}, { maxAgeMs: 0 }),
}

export function middlewareRows(): Row[] {
  return Object.entries(kinds).flatMap(([title, ask]) =>
    [1, 8].map((atOnce) => ({
      title: `Layers alone: ${title}, ${atOnce} at once`,
      sample: `${calls} calls over an upstream that answers at once; divide by ${calls} for one`,
      ours: { name: 'recommended()', run: () => repeat(atOnce, ours(ask)) },
      theirs: { name: 'p-retry + p-limit + opossum with a time limit', run: () => repeat(atOnce, theirs()) },
    })),
  )
}

/** The layers as `wrap` puts them together, entered behind the check of the input with the same call each time. */
function ours(ask: Asking): () => Promise<unknown> {
  const instant = (async () => page) as unknown as Next
  let enter: () => Promise<unknown> = () => Promise.reject(new Error('the call did not pass'))
  const entering: Middleware = (_, host) => {
    const first = recommended().reduceRight<Next>((next, layer) => layer(next, host), instant)
    return ((call: Call) => {
      enter = () => first({ ...call, trail: createTrail() })
      return instant(call)
    }) as Next
  }
  void ask(wrap(fakeMis(createWorld()), [entering]))
  return () => enter()
}

function theirs(): () => Promise<unknown> {
  const limit = pLimit(4)
  const breaker = new CircuitBreaker(async () => page, { timeout: 8_000 })
  return () => pRetry(() => limit(() => breaker.fire()), { retries: 2 })
}

async function repeat(atOnce: number, call: () => Promise<unknown>): Promise<void> {
  const work = async () => {
    for (let done = 0; done < calls / atOnce; done += 1) await call()
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
