import { readFileSync } from 'node:fs'
import { isMisError, MisError, supports } from '@mis/core'
import { createEmias } from '@mis/emias'
import { contractFromWsdl, type WsdlOptions } from '@mis/emias/wsdl'
import { listen, type MockHandler, testPatient } from '@mis/mock'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { defaultContract } from '../src/wire/contract.ts'
import { bodyOf, type Canonical, contentOf, namesIn } from './canonical.ts'
import { clinic, failing, lpuCode, mutual, ours } from './support.ts'
import { asSoap11, mockWsdl, rearranged, rearrangedNames, withBothVersions, withImport } from './wsdl-documents.ts'

const wsdl = await mockWsdl()

/** What is said of a WSDL that is refused. */
async function refusal(document: string, options?: WsdlOptions): Promise<string> {
  const error = await failing(contractFromWsdl(document, options))
  expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['wsdl'] } })
  return error.message
}

describe('the contract of a WSDL', () => {
  it("is the built-in one where the WSDL is the requirement document's", async () => {
    expect(await contractFromWsdl(wsdl)).toEqual(defaultContract)
    expect(defaultContract).toEqual(JSON.parse(JSON.stringify(defaultContract)))
  })

  it('is found behind a byte order mark and an XML declaration', async () => {
    expect(wsdl).toMatch(/^<\?xml /)
    expect(await contractFromWsdl(`\uFEFF${wsdl}`)).toEqual(defaultContract)
  })

  it('has the namespace and the actions of the WSDL', async () => {
    const { namespace, operations } = await contractFromWsdl(await mockWsdl({ namespace: 'urn:other' }))
    expect([namespace, operations.GetSchedule.action]).toEqual(['urn:other', 'urn:other/GetSchedule'])
  })

  it('lacks an operation that the WSDL lacks, and the capability is off', async () => {
    const without = ['GetPatientAppointments', 'MoveAppointment'] as const
    const contract = await contractFromWsdl(await mockWsdl({ without }))
    const { adapter } = await clinic({ without }, { contract })
    expect(supports(adapter, 'reschedule')).toBe(false)
    expect([supports(adapter, 'listAppointments'), supports(adapter, 'findBooking')]).toEqual([false, false])
    expect(supports(adapter, 'getAppointment')).toBe(true)
  })

  it('is of SOAP 1.2 where both are served, of 1.1 where that alone is, or as chosen', async () => {
    const version = async (text: string, options?: WsdlOptions) => (await contractFromWsdl(text, options)).soapVersion
    expect(await version(asSoap11(wsdl))).toBe('1.1')
    expect(await version(withBothVersions(wsdl))).toBe('1.2')
    expect(await version(withBothVersions(wsdl), { binding: 'Soap11' })).toBe('1.1')
    expect(await refusal(wsdl, { binding: 'Soap11' })).toMatch(/binding/)
  })
})

describe('another order and other names', () => {
  it('are adopted', async () => {
    const { operations, names } = await contractFromWsdl(rearranged(wsdl), { names: rearrangedNames })
    expect(operations.CreateAppointment.request).toEqual([
      'doctorId',
      { name: 'patient', members: ['oms', 'snils', 'birthDate', 'middleName', 'firstName', 'lastName'] },
      'slotId',
      'lpuCode',
    ])
    expect(names).toEqual({ ...rearrangedNames, snils: 'SNILS' })
    expect(operations.GetSchedule).toMatchObject({ name: 'ReadTimes' })
  })

  it('are used: a service that reads in that order is understood and understands', async () => {
    const bodies: string[] = []
    const answer = (inner: string) =>
      new Response(
        `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${inner}</e:Body></e:Envelope>`,
        {
          headers: { 'content-type': 'application/soap+xml' },
        },
      )
    const service: MockHandler = async (request) => {
      const body = await request.text()
      bodies.push(body)
      return body.includes('ReadTimes')
        ? answer(
            '<ReadTimesResponse><Slots><Slot><TicketId>t-1</TicketId><Begin>2031-03-05T09:00:00</Begin></Slot></Slots></ReadTimesResponse>',
          )
        : answer('<CreateAppointmentResponse><AppointmentId>a-1</AppointmentId></CreateAppointmentResponse>')
    }
    const server = await listen(service, { tls: mutual })
    onTestFinished(() => server.close())
    const contract = await contractFromWsdl(rearranged(wsdl), { names: rearrangedNames })
    const adapter = createEmias({ endpoint: `${server.url}/`, tls: ours, lpuCode, contract })
    onTestFinished(() => adapter.close())
    const { slots } = await adapter.listSlots({ doctorId: '7', from: '2031-03-05', to: '2031-03-05' })
    expect(slots).toMatchObject([{ start: '2031-03-05T09:00:00+03:00' }])
    const [slot] = slots
    if (!slot) throw new Error('no slot')
    expect(await adapter.book({ slot, patient: testPatient(2) })).toMatchObject({ id: 'a-1' })
    const booking = bodyOf(bodies[1] ?? '')
    expect(booking[0]).toBe('{urn:example:emias:1}CreateAppointment')
    expect(namesIn(booking)).toEqual(['doctorId', 'patient', 'ticket', 'Organisation'])
    const patient = contentOf(booking)[1] as Canonical
    expect(namesIn(patient)).toEqual(['oms', 'SNILS', 'birthDate', 'middleName', 'firstName', 'lastName'])
  })

  it('have to be told where they differ by more than case', async () => {
    expect(await refusal(rearranged(wsdl))).toMatch(/GetSchedule/)
    expect(await refusal(rearranged(wsdl), { names: { GetSchedule: 'ReadTimes' } })).toMatch(/lpuCode|slotId/)
  })
})

describe('what a WSDL imports', () => {
  it('is read where it was given, round in circles too', async () => {
    const { wsdl: main, schema } = withImport(wsdl, 'https://emias.test/types.xsd')
    expect(await contractFromWsdl(main, { imports: { 'https://emias.test/types.xsd': schema } })).toEqual(
      defaultContract,
    )
    const circle = schema.replace(/(<schema[^>]*>)/, '$1<include schemaLocation="types.xsd"/>')
    const relative = withImport(wsdl, 'types.xsd').wsdl
    expect(await contractFromWsdl(relative, { imports: { 'types.xsd': circle } })).toEqual(defaultContract)
  })

  it('is neither fetched nor read from the disk where it was not, and its location is said', async () => {
    const server = await listen(async () => new Response('no'))
    onTestFinished(() => server.close())
    const file = new URL('../package.json', import.meta.url)
    expect(readFileSync(file, 'utf8')).toContain('emias')
    for (const location of [
      `${server.url}/types.xsd`,
      file.href,
      file.pathname,
      'types.xsd',
      '../package.json',
      '//127.0.0.1/t.xsd',
    ]) {
      expect(await refusal(withImport(wsdl, location).wsdl)).toContain(location)
    }
    expect(server.requests()).toEqual([])
    expect(server.connections()).toBe(0)
  })

  it('may be the port type, beside bindings of its own', async () => {
    const cut = /<types>[\s\S]*<\/portType>/.exec(wsdl)?.[0] ?? ''
    const [, open = ''] = /(<definitions[^>]*>)/.exec(wsdl) ?? []
    const main = wsdl.replace(cut, '<import namespace="urn:example:emias:1" location="?wsdl=wsdl0"/>')
    const imports = { '?wsdl=wsdl0': `${open}${cut}</definitions>` }
    expect(await contractFromWsdl(main, { imports })).toEqual(defaultContract)
  })
})

describe('what is no WSDL of this service is refused, with a reason', () => {
  const noBook = wsdl.replaceAll('"CreateAppointment"', '"Reserve"').replaceAll('"t:CreateAppointment"', '"t:Reserve"')
  const cases: readonly (readonly [title: string, text: unknown, said: RegExp])[] = [
    ['nothing', '', /no well-formed XML/],
    ['a page', '<html><body>Sign in</body></html>', /cannot be read as a WSDL/],
    ['JSON', '{"openapi":"3.1.0"}', /no well-formed XML/],
    ['a WSDL that was cut', wsdl.slice(0, wsdl.length / 2), /was cut/],
    ['one that was cut near its end', wsdl.slice(0, wsdl.lastIndexOf('<operation')), /was cut/],
    ['bytes', Buffer.from(wsdl), /text/],
    ['a DOCTYPE', `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>${wsdl}`, /DOCTYPE/],
    ['a service of another kind', wsdl.replaceAll('GetSchedule', 'GetWeather'), /GetSchedule/],
    ['one that cannot book', noBook, /CreateAppointment/],
    ['one without the policy', wsdl.replaceAll('"oms"', '"policy"'), /oms/],
    ['one whose patient is a text', wsdl.replaceAll('t:Patient', 'xs:string'), /patient/],
    ['rpc', wsdl.replace(/element="t:(\w+)"/g, 'type="t:$1"'), /document\/literal/],
  ]
  for (const [title, text, said] of cases) {
    it(title, async () => expect(await refusal(text as string)).toMatch(said))
  }

  it('and a DOCTYPE in what it imports', async () => {
    const { wsdl: main, schema } = withImport(wsdl, 'types.xsd')
    expect(await refusal(main, { imports: { 'types.xsd': `<!DOCTYPE x>${schema}` } })).toMatch(/DOCTYPE/)
  })

  it('and any text whatever either gives a contract or says why not', async () => {
    const spoiled = fc.tuple(fc.nat(wsdl.length), fc.nat(200), fc.string({ maxLength: 20 }))
    await fc.assert(
      fc.asyncProperty(spoiled, async ([at, length, put]) => {
        const text = wsdl.slice(0, at) + put + wsdl.slice(at + length)
        const found = await contractFromWsdl(text).catch((error: unknown) => error)
        if (found instanceof MisError) expect(isMisError(found, 'invalid-request')).toBe(true)
        else expect(found).toHaveProperty('operations.GetSchedule')
      }),
      { numRuns: 60 },
    )
  })
})
