import type { Operation } from '@mis/core'
import { seededRandom } from '../world/random.ts'
import type { Fault, FaultRule, FaultTarget } from './types.ts'

/** What a rule is compared with. */
export interface Aimed {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly operation?: Operation
}

/** The armed rules and how often each was used. */
export interface Armory {
  arm(rule: FaultRule): void
  disarm(): void
  /** The fault this request meets, counted as used. */
  take(request: Aimed): Fault | undefined
  unused(): readonly FaultRule[]
}

export function makeArmory(rules: readonly FaultRule[], seed: number): Armory {
  const random = seededRandom(seed)
  let armed: { readonly rule: FaultRule; used: number }[] = []
  const arm = (rule: FaultRule) => {
    checkRule(rule)
    armed.push({ rule, used: 0 })
  }
  for (const rule of rules) arm(rule)
  return {
    arm,
    disarm() {
      armed = []
    },
    take(request) {
      for (const entry of armed) {
        const { when = {}, times = Infinity, probability = 1, fault } = entry.rule
        if (entry.used >= times || !fits(when, request)) continue
        if (probability < 1 && random() >= probability) continue
        entry.used += 1
        return fault
      }
      return undefined
    },
    unused: () => armed.filter(({ used }) => used === 0).map(({ rule }) => rule),
  }
}

/** A rule that can never fire would make its test pass for nothing. */
function checkRule({ probability = 1, times = 1 }: FaultRule): void {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError('fault: probability must be a number from 0 to 1')
  if (!(times >= 1)) throw new RangeError('fault: times must be a number of at least 1')
}

function fits(when: FaultTarget, request: Aimed): boolean {
  if (when.method !== undefined && when.method.toUpperCase() !== request.method) return false
  if (when.operation !== undefined && when.operation !== request.operation) return false
  if (when.path === undefined) return true
  if (when.path instanceof RegExp) return request.path.search(when.path) !== -1
  const pathname = request.path.split('?', 1)[0] ?? ''
  return pathname === when.path || pathname.startsWith(when.path.endsWith('/') ? when.path : `${when.path}/`)
}

/** A fault in a word, for messages. */
export function nameOf({ fault, when }: FaultRule): string {
  const word = typeof fault === 'string' ? fault : (Object.keys(fault)[0] ?? 'fault')
  const aim = [when?.method, when?.path === undefined ? undefined : String(when.path), when?.operation]
  const target = aim.filter((part) => part !== undefined).join(' ')
  return target === '' ? word : `${word} on ${target}`
}
