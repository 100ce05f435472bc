import type { Operation } from '@mis/core'
import { type MockHandler, unmatched } from '@mis/mock'
import { answerEnvelope, faultEnvelope, namespaceOf, readEnvelope } from './envelope.ts'
import { actionNotSupported, Fault } from './fault.ts'
import { checkInstitution, handlers } from './handlers.ts'
import type { EmiasMockOptions, EmiasWorld } from './options.ts'
import { readRequest } from './reading.ts'
import { wsdlOf } from './wsdl.ts'
import { operationElements, type WireOperation } from './wsdl-elements.ts'

const wireOperations = Object.keys(operationElements) as WireOperation[]

const behind: Readonly<Record<WireOperation, Operation>> = {
  GetSchedule: 'listSlots',
  CreateAppointment: 'book',
  GetDoctors: 'listDoctors',
  CancelAppointment: 'cancel',
  GetAppointment: 'getAppointment',
  // The read-back of a booking sends the same request.
  GetPatientAppointments: 'listAppointments',
  MoveAppointment: 'reschedule',
}

/**
 * An EMIAS ScheduleService that speaks SOAP 1.2 over a world, at the root of its address, its WSDL at `?wsdl`. Mount it
 * with `listen(handler, { tls: { …, requestCert: true, rejectUnauthorized: true } })`: the certificate is the socket's
 * affair. [req] for GetSchedule and CreateAppointment; the rest is assumed. The patient's phone is not on this wire.
 */
export function emiasMock(world: EmiasWorld, options: EmiasMockOptions): MockHandler {
  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url)
    if (url.pathname !== '/' || (request.method !== 'POST' && !isWsdl(request))) {
      return unmatched(request, ['POST /', 'GET /?wsdl'])
    }
    const names = wireOperations.filter((name) => !(options.without as readonly string[] | undefined)?.includes(name))
    if (isWsdl(request)) {
      const address = `${url.protocol}//${request.headers.get('host') ?? url.host}/`
      return new Response(wsdlOf(namespaceOf(options), names, address), {
        headers: { 'content-type': 'text/xml; charset=utf-8' },
      })
    }
    const contentType = request.headers.get('content-type') ?? ''
    if (!/^application\/soap\+xml\s*(;|$)/i.test(contentType)) {
      // [platform] Not SOAP 1.2: the body of the refusal is no XML.
      return new Response('Cannot process the message because the content type is not the expected one.', {
        status: 415,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      })
    }
    const type = { 'content-type': 'application/soap+xml; charset=utf-8' }
    try {
      const { body, messageId } = readEnvelope(await request.text(), contentType, options)
      const operation = names.find((name) => name === body.name)
      if (operation === undefined) throw actionNotSupported()
      const values = readRequest(operation, body)
      checkInstitution(values, options)
      const content = handlers[operation](values, world, options)
      return new Response(answerEnvelope(`${operation}Response`, content, messageId, options), { headers: type })
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return new Response(faultEnvelope(error, options), { status: options.faultStatus ?? 500, headers: type })
    }
  }

  return Object.assign(handle, {
    operationOf: (method: string, _path: string, body: string) => {
      if (method !== 'POST') return undefined
      const name = /:?Body[^>]*>\s*<(?:[\w.-]+:)?(\w+)/.exec(body)?.[1]
      return wireOperations.includes(name as WireOperation) ? behind[name as WireOperation] : undefined
    },
  })
}

function isWsdl({ method, url }: Request): boolean {
  return method === 'GET' && /\?(single)?wsdl$/i.test(url)
}
