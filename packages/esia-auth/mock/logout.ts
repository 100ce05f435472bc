import type { EsiaMockOptions } from './options.ts'
import { errorPage } from './page.ts'

/** Ends the login in the browser and sends it on to `redirect_url`; that is its name, not redirect_uri. [2+] */
export function logout(request: Request, { clients }: EsiaMockOptions): Response {
  const { searchParams } = new URL(request.url)
  const client = clients.find(({ clientId }) => clientId === searchParams.get('client_id'))
  if (client === undefined) return errorPage(400, 'ESIA-007005: the system is not known')
  const address = searchParams.get('redirect_url')
  if (address === null) return errorPage(400, 'ESIA-007014: redirect_url is missing')
  // One client says that only domains are registered. [1]
  const origins = client.redirectUris.map((each) => new URL(each).origin)
  if (!URL.canParse(address) || !origins.includes(new URL(address).origin)) {
    return errorPage(400, 'ESIA-007023: redirect_url is not registered')
  }
  return new Response(null, { status: 302, headers: { location: address } })
}
