import type { MisAdapter } from '../contract/adapter.ts'
import type { AdapterHealth, Vitals } from '../contract/health.ts'
import type { OperationClass } from '../contract/operations.ts'
import { insideOf } from './inside.ts'

/**
 * How an adapter fares, bare or wrapped, as plain JSON data for an operator's page: what it last heard of the MIS, its
 * breaker, its waiting line, latencies of the last five minutes. Asks nothing of the MIS. The line, the breaker and the
 * licences are those of the layers this very adapter was wrapped in; counts and latencies are of all adapters wrapped
 * around the same bare one. Throws `invalid-request` for anything that `defineAdapter` or `wrap` did not make.
 */
export function adapterHealth(adapter: MisAdapter): AdapterHealth {
  const { vendor, instance, runtime, vitals } = insideOf(adapter).host
  const facts = {
    ...vitals.wire(),
    queue: vitals.lines.reduce((sum, length) => sum + length(), 0),
    breaker: breakerOf(vitals),
    licences: licencesOf(vitals),
  }
  return { vendor, instance, at: new Date(runtime.now()).toISOString(), state: stateOf(facts), ...facts }
}

/** Of several breakers the worst counts. */
function breakerOf({ breakers }: Vitals): AdapterHealth['breaker'] {
  if (breakers.length === 0) return null
  const worst = (of: OperationClass) => {
    const states = breakers.map((state) => state(of))
    return (['open', 'half-open'] as const).find((bad) => states.includes(bad)) ?? 'closed'
  }
  return { reads: worst('reads'), writes: worst('writes') }
}

function licencesOf({ licences }: Vitals): AdapterHealth['licences'] {
  if (licences.length === 0) return null
  return licences.some((state) => state() === 'fallback') ? 'fallback' : 'shared'
}

function stateOf(facts: Pick<AdapterHealth, 'breaker' | 'licences' | 'reads' | 'writes'>): AdapterHealth['state'] {
  const { breaker, licences, reads, writes } = facts
  const calls = reads.calls + writes.calls
  const failures = reads.failures + writes.failures
  if ((breaker && breaker.reads !== 'closed') || (calls > 0 && failures === calls)) return 'down'
  if (failures > 0 || (breaker && breaker.writes !== 'closed') || licences === 'fallback') return 'degraded'
  return calls === 0 ? 'idle' : 'ok'
}
