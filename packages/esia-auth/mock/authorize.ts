import { type Asked, readAsked } from './asked.ts'
import { refusalOf } from './checks.ts'
import { errorParameters, type Refusal } from './codes.ts'
import type { KeyRing } from './keys.ts'
import { loginPage } from './login-page.ts'
import type { Memory, Wish } from './memory.ts'
import type { EsiaMockOptions } from './options.ts'
import { errorPage } from './page.ts'
import { issueCode } from './tokens.ts'

const denied: Refusal = { code: 'ESIA-007004', what: 'the person refused' }
const unconfirmed: Refusal = { code: 'ESIA-007055', what: 'the account is not confirmed' }

/** The authorization address: checked, and sent on to the login page. [2+: a 302 to /login] */
export function authorize(
  request: Request,
  endpoint: 'v2/ac' | 'v1/ac',
  memory: Memory,
  options: EsiaMockOptions,
): Response {
  const { search } = new URL(request.url)
  const asked = readAsked({ endpoint, method: request.method, text: search.slice(1), isForm: true }, memory, options)
  const refusal = refusalOf(asked)
  if (refusal !== undefined) return refuse(asked, refusal)
  const wish = wishOf(asked)
  memory.states.add(wish.state)
  const id = crypto.randomUUID()
  memory.logins.set(id, wish)
  return new Response(null, { status: 302, headers: { location: `/login?id=${id}` } })
}

/** The page, and what its buttons do. */
export async function login(
  request: Request,
  now: number,
  keys: KeyRing,
  memory: Memory,
  options: EsiaMockOptions,
): Promise<Response> {
  const given =
    request.method === 'POST' ? new URLSearchParams(await request.text()) : new URL(request.url).searchParams
  const id = given.get('id') ?? ''
  const wish = memory.logins.get(id)
  if (wish === undefined) return errorPage(400, 'Эта страница входа уже использована или устарела.')
  if (request.method !== 'POST') return loginPage(id, wish, options.persons)
  const isAllowed = given.get('decision') === 'allow'
  const person = options.persons.find(({ oid }) => String(oid) === given.get('oid'))
  if (isAllowed && person === undefined) return errorPage(400, 'Выберите, под кем войти.')
  memory.logins.delete(id)
  if (!isAllowed || person === undefined) return back(wish.redirectUri, errorParameters(denied, wish.state))
  if (wish.confirmedOnly && !person.trusted) return back(wish.redirectUri, errorParameters(unconfirmed, wish.state))
  const code = issueCode({ ...wish, person, at: now, sid: crypto.randomUUID() }, keys, memory, options)
  return back(wish.redirectUri, { code, state: wish.state })
}

function wishOf({ client, values, endpoint }: Asked): Wish {
  if (client === undefined) throw new Error('a request of an unknown system went through the checks')
  const { scope = '', redirect_uri: redirectUri = '', state = '', code_challenge: value } = values
  return {
    protocol: endpoint === 'v1/ac' ? 'v1' : 'v2',
    client,
    scope,
    redirectUri,
    state,
    offline: values.access_type === 'offline',
    confirmedOnly: values.person_filter === 'conf_acc',
    ...(value !== undefined && { challenge: { value, method: values.code_challenge_method ?? '' } }),
  }
}

/** To the client where its address is registered; a page otherwise, since nobody else may be told. */
function refuse({ client, values }: Asked, refusal: Refusal): Response {
  const { redirect_uri: redirectUri = '', state } = values
  const parameters = errorParameters(refusal, state)
  if (client?.redirectUris.includes(redirectUri) === true) return back(redirectUri, parameters)
  return errorPage(400, `${refusal.code}: ${refusal.what}`)
}

function back(redirectUri: string, parameters: Readonly<Record<string, string>>): Response {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return new Response(null, { status: 302, headers: { location: url.href } })
}
