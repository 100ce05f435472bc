import { readAsked } from './asked.ts'
import { refusalOf } from './checks.ts'
import { errorParameters } from './codes.ts'
import type { KeyRing } from './keys.ts'
import type { Memory } from './memory.ts'
import type { EsiaMockOptions } from './options.ts'
import { issueTokens, revokeReplayed } from './tokens.ts'

/** The token address: a code or a refresh token for tokens. Errors are 400 with JSON. [2+] */
export async function exchange(
  request: Request,
  endpoint: 'v3/te' | 'v1/te',
  keys: KeyRing,
  memory: Memory,
  options: EsiaMockOptions,
): Promise<Response> {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers.get('content-type') ?? '')
  const text = await request.text()
  const asked = readAsked({ endpoint, method: request.method, text, isForm }, memory, options)
  const { values, ticket, now } = asked
  const refusal = refusalOf(asked)
  if (refusal !== undefined) {
    if (refusal.code === 'ESIA-007011') revokeReplayed(ticket, memory)
    return Response.json(errorParameters(refusal, values.state), { status: 400 })
  }
  if (ticket === undefined) throw new Error('a request without a code went through the checks')
  memory.states.add(values.state ?? '')
  ticket.used = true
  const tokens = issueTokens(ticket.grant, now, keys, memory, options)
  return Response.json({ ...tokens, ...stateOf(values.state, options) }, { headers: { 'cache-control': 'no-store' } })
}

function stateOf(state: string | undefined, { echoedState = 'same' }: EsiaMockOptions): object {
  if (echoedState === 'none') return {}
  return { state: echoedState === 'same' ? state : crypto.randomUUID() }
}
