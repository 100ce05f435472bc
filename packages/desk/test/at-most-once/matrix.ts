import type { FaultRule } from '@mis/mock'
import { deskProcess } from './desk.ts'
import type { MisProcess } from './mis.ts'
import type { DeathPoint, DeliverTwice, StorePlace } from './protocol.ts'

const states = ['sending', 'checking', 'queued', 'done'] as const
const moments = ['before', 'at-commit', 'after'] as const

export const deathPoints: readonly DeathPoint[] = [
  ...moments.map((when) => ({ name: `${nameOf(when)} insert`, journal: { method: 'insert' as const, when } })),
  ...states.flatMap((state) =>
    moments.map((when) => ({ name: `${nameOf(when)} ${state}`, journal: { method: 'advance' as const, state, when } })),
  ),
  { name: 'request on the wire', wire: 'sent' },
  { name: 'answer arrived', wire: 'answered' },
]

function nameOf(when: (typeof moments)[number]): string {
  return when === 'at-commit' ? 'at the commit of' : when
}

export interface FaultOfMis {
  readonly name: string
  readonly rules: readonly FaultRule[]
  /** Connections are refused until the first desk is dead. */
  readonly isDown?: true
  readonly twice?: DeliverTwice
}

const booking = { operation: 'book' } as const
const once = (fault: FaultRule['fault']): readonly FaultRule[] => [{ when: booking, times: 1, fault }]

export const faultsOfMis: readonly FaultOfMis[] = [
  { name: 'none', rules: [] },
  { name: 'refused', rules: [], isDown: true },
  { name: 'lost request', rules: once('reset') },
  { name: 'lost answer after commit', rules: once('lost-answer') },
  { name: 'no answer after commit', rules: once('stalled-answer') },
  { name: 'slow commit', rules: once('late-commit') },
  { name: '503', rules: once({ status: 503 }) },
  { name: '500', rules: once({ status: 500 }) },
  { name: 'cut answer', rules: once('truncate') },
  {
    name: 'lost answer, then blind',
    rules: [...once('lost-answer'), { when: { operation: 'findBooking' }, times: 2, fault: 'reset' }],
  },
  { name: 'delivered twice', rules: [], twice: 'first-answer' },
  { name: 'delivered twice, the second answers', rules: [], twice: 'second-answer' },
]

export interface Run {
  readonly fault: FaultOfMis
  readonly death: DeathPoint
  readonly place: StorePlace
}

/** What was seen in one run. */
export interface Seen {
  /** Whether the process came to the point where it dies; otherwise it was killed when its caller had an answer. */
  readonly died: boolean
  /** How the intent ended, and how it was answered when the patient sent the form again. */
  readonly before: string
  readonly after: string
  /** Live visits of this intent in the MIS, before the patient asked again and at the end. */
  readonly visits: number
}

/** A late commit comes when the attempt has been given up and the quiet period is far from over. */
const lateMs = 900
/** How long a process that does not come to the step at once has for it. */
const staysMs = 3_500

/** One process books and dies; another one takes over what is in the store; the MIS's own world is counted. */
export async function runOnce(mis: MisProcess, { fault, death, place }: Run): Promise<Seen> {
  const { mis: id, url, slots } = await mis.open({ faults: fault.rules, slots: 1 })
  const [victim, heir] = await Promise.all([deskProcess(), deskProcess()])
  const timers = new Set<NodeJS.Timeout>()
  const sent = ({ kind }: { readonly kind: string }) => {
    if (kind === 'sent') timers.add(setTimeout(() => void mis.release(id), lateMs))
  }
  try {
    if (fault.isDown) await mis.down(id)
    const job = { place, url, slots, references: ['one'], ...(fault.twice && { twice: fault.twice }) }
    const first = await victim.perform({ ...job, death, task: 'book', staysMs }, sent)
    await victim.kill()
    if (fault.isDown) await mis.up(id)
    const second = await heir.perform({ ...job, task: 'settle' }, sent)
    const settled = second.reports.find((report) => report.kind === 'settled')
    const visits = (await mis.look(id)).length
    return { died: first.died, before: settled?.before ?? 'stuck', after: settled?.after ?? 'stuck', visits }
  } finally {
    for (const timer of timers) clearTimeout(timer)
    await Promise.all([victim.kill(), heir.kill()])
    await mis.release(id).catch(() => undefined)
    await mis.shut(id).catch(() => undefined)
  }
}

/** What must hold whatever happens; undefined where it does. */
export function violation({ before, after, visits }: Seen): string | undefined {
  if (visits > 1) return `${visits} visits for one intent`
  if (after === 'booked' && visits === 0) return 'booked, and no visit'
  if (after !== 'booked' && visits === 1) return `${after}, and a visit`
  if (before === 'stuck' || after === 'stuck') return 'stuck'
  if (after !== 'booked') return `${after} although the time was free`
  return undefined
}
