/** Who signs in, and what they say to the system's wish. */
export interface SignInChoice {
  readonly oid: number
  /** Default: `allow`. */
  readonly decision?: 'allow' | 'deny'
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
}

/**
 * What a person does in a browser: opens the address that `beginLogin` gave, picks an account and decides. Resolves to
 * the address that the browser is sent back to. Throws an `Error` with what the page says where ESIA shows one instead.
 */
export async function signIn(url: string, choice: SignInChoice): Promise<string> {
  const { oid, decision = 'allow', fetch: fetchHere = fetch } = choice
  const opened = await fetchHere(url, { redirect: 'manual' })
  const page = new URL(await locationOf(opened), url)
  const id = page.searchParams.get('id')
  // Refused before any login: the browser is on its way back already.
  if (page.origin !== new URL(url).origin || page.pathname !== '/login' || id === null) return page.href
  const body = new URLSearchParams({ id, oid: String(oid), decision })
  return await locationOf(await fetchHere(new URL('/login', url), { method: 'POST', body, redirect: 'manual' }))
}

async function locationOf(response: Response): Promise<string> {
  const location = response.headers.get('location')
  const text = await response.text()
  if (location !== null) return location
  const said = /<p role="alert">([^<]*)</.exec(text)?.[1] ?? 'a page without a word of why'
  throw new Error(`ESIA answered ${response.status}: ${said}`)
}
