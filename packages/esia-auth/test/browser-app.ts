// A clinic's site as small as it can be: a page with a way in, the callback, and a visit for whoever came in.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type EsiaAuth, isEsiaError, type VerifiedPatient } from '@mis/esia-auth'

interface Clinic {
  /** Made once the address of the callback is known. */
  readonly auth: (redirectUri: string) => EsiaAuth
  /** Books, and gives the words for it. Default: nobody is booked. */
  readonly book?: (patient: VerifiedPatient) => Promise<string>
}

interface App extends AsyncDisposable {
  readonly url: string
}

const cookieName = 'esia'
const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

function page(response: ServerResponse, status: number, title: string, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
  response.end(`<!doctype html><html lang="ru"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}`)
}

function transactionIn({ headers }: IncomingMessage): string {
  return new RegExp(`(?:^|; )${cookieName}=([^;]*)`).exec(headers.cookie ?? '')?.[1] ?? ''
}

function nameOf({ lastName, firstName, middleName = '' }: VerifiedPatient): string {
  return `${lastName} ${firstName} ${middleName}`.trim()
}

/** The site on a loopback port. */
export async function startApp({ auth, book = async () => 'без записи' }: Clinic): Promise<App> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (isEsiaError(error)) page(response, 403, 'Войти не получилось', `<p role="alert">${error.forPatient}</p>`)
      else page(response, 500, 'Ошибка', `<p role="alert">${escaped(String(error))}</p>`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = auth(`${url}/esia/callback`)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', url)
    if (asked.pathname === '/login') {
      const { url: location, transaction } = await provider.beginLogin()
      const cookie = `${cookieName}=${transaction}; HttpOnly; SameSite=Lax; Path=/esia; Max-Age=600`
      response.writeHead(302, { location, 'set-cookie': cookie }).end()
    } else if (asked.pathname === '/esia/callback') {
      const { patient } = await provider.completeLogin(asked, transactionIn(request))
      const visit = await book(patient)
      const mark = patient.trusted ? 'личность подтверждена' : 'личность не подтверждена'
      const body = `<p id="patient">${escaped(nameOf(patient))}</p><p>${mark}</p><p id="visit">${escaped(visit)}</p>`
      page(response, 200, 'Вы вошли', body)
    } else if (asked.pathname === '/') {
      page(response, 200, 'Клиника', '<p><a href="/login">Войти через Госуслуги</a></p>')
    } else {
      page(response, 404, 'Нет такой страницы', '')
    }
  }

  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await provider.close()
    },
  }
}
