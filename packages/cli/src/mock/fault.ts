import { type Operation, operationNames } from '@mis/core'
import type { Fault, FaultRule } from '@mis/mock'
import { UsageError } from '../usage-error.ts'

type NamedFault = Extract<Fault, string>

/** Every fault that has a name; one that is missing here does not compile. */
const named: Readonly<Record<NamedFault, true>> = {
  'lost-answer': true,
  'stalled-answer': true,
  'late-commit': true,
  reset: true,
  stall: true,
  truncate: true,
  drip: true,
  html: true,
  empty: true,
  garbage: true,
  'wrong-charset': true,
  'windows-1251': true,
  bom: true,
  huge: true,
  redirect: true,
}

/**
 * `lost-answer=20%` · `503@listSlots=10%` · `300ms` · `reset@book=1x`: what, on which operation, how often.
 * Without `=` it is every request. Throws a `UsageError` that says what is wrong.
 */
export function faultRule(text: string): FaultRule {
  const [aim = '', share] = text.split('=', 2)
  const [what = '', operation] = aim.split('@', 2)
  return {
    fault: faultOf(what),
    ...(operation !== undefined && { when: { operation: operationOf(operation) } }),
    ...(share !== undefined && shareOf(share)),
  }
}

function faultOf(what: string): Fault {
  if (isNamed(what)) return what
  if (/^[1-5]\d\d$/.test(what)) return { status: Number(what) }
  const [, milliseconds] = /^(\d{1,6})ms$/.exec(what) ?? []
  if (milliseconds !== undefined) return { delayMs: Number(milliseconds) }
  throw new UsageError(
    `--fault ${what}: a status such as 503, a delay such as 300ms, or ${Object.keys(named).join(', ')}`,
  )
}

function operationOf(word: string): Operation {
  const found = operationNames.find((name) => name === word)
  if (found === undefined) throw new UsageError(`--fault …@${word}: expected ${operationNames.join(', ')}`)
  return found
}

function shareOf(text: string): Pick<FaultRule, 'probability' | 'times'> {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? []
  if (percent !== undefined && Number(percent) <= 100) return { probability: Number(percent) / 100 }
  const [, times] = /^([1-9]\d*)x$/.exec(text) ?? []
  if (times !== undefined) return { times: Number(times) }
  throw new UsageError(`--fault …=${text}: a share such as 20%, or a number of times such as 3x`)
}

function isNamed(what: string): what is NamedFault {
  return Object.hasOwn(named, what)
}
