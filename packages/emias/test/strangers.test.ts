import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMisError } from '@mis/core'
import { createEmias } from '@mis/emias'
import { emiasMock } from '@mis/emias/mock'
import { createWorld, listen, testPatient } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { createClientAsync } from 'soap'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../../../tools/lib/run.ts'
import { missing, type Stranger, strangers } from '../../../tools/lib/strangers.ts'
import { nodeSoapService } from './strangers/node-soap-service.ts'

const { ca, server: own, client } = testCertificates()
const lpuCode = 'LPU-0'
const day = '2031-03-05'
const { lastName, firstName, middleName, snils, oms } = testPatient(1)
const patient = { lastName, firstName, middleName: middleName ?? '', birthDate: '02.01.1990', snils, oms }

async function service() {
  const world = createWorld()
  const tls = { ...own, ca, requestCert: true, rejectUnauthorized: true }
  const server = await listen(emiasMock(world, { lpuCode }), { tls })
  onTestFinished(() => server.close())
  const [slot] = world.freeSlots({ clinicId: '1', from: day, to: day })
  if (!slot) throw new Error('the world has no free slot on that day')
  const free = world.freeSlots({ doctorId: slot.doctorId, clinicId: '1', from: day, to: day })
  return { world, wsdl: `${server.url}/?wsdl`, slot, free }
}

/** Every stranger does the same and tells the same. */
async function drives(program: string, script: string) {
  const { world, wsdl, slot, free } = await service()
  const folder = await mkdtemp(join(tmpdir(), 'emias-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [pem, caFile] = [join(folder, 'client.pem'), join(folder, 'ca.pem')]
  await writeFile(pem, `${client.cert}\n${client.key}`)
  await writeFile(caFile, ca)
  const path = fileURLToPath(new URL(`strangers/${script}`, import.meta.url))
  const told = await run(program, [path, wsdl, pem, caFile, lpuCode, slot.doctorId, day, JSON.stringify(patient)], '.')
  const [visit] = world.appointments()
  expect(JSON.parse(told)).toEqual({
    slots: free.length,
    start: slot.start.slice(0, 19),
    id: visit?.id,
    again: 'SLOT_TAKEN',
    status: 'cancelled',
  })
  expect(world.appointments()).toMatchObject([{ slotId: slot.id, status: 'cancelled' }])
}

function stranger(title: string, found: Stranger, body: () => Promise<void>): void {
  const why = missing(found)
  if (why === undefined) it(title, body, 60_000)
  else it(`${title}: NOT RUN, ${why}`, () => console.warn(`${title} was not run: ${why}`))
}

describe('strangers drive the mock over mutual TLS by its WSDL alone', () => {
  stranger("PHP's SoapClient lists, books and cancels", strangers.phpSoap, () => drives('php', 'client.php'))
  stranger('zeep lists, books and cancels', strangers.zeep, () => drives(strangers.zeep.program, 'client.py'))

  it("node-soap's client lists, books and cancels", async () => {
    const { world, wsdl, slot } = await service()
    const httpsAgent = new Agent({ ca, cert: client.cert, key: client.key, keepAlive: false })
    const soap = await createClientAsync(wsdl, {
      wsdl_options: { httpsAgent },
      forceSoap12Headers: true,
      disableCache: true,
    })
    const call = async (name: string, args: object) => {
      const [answer] = await soap[`${name}Async`](args, { httpsAgent })
      return answer
    }
    const query = { lpuCode, doctorId: slot.doctorId, dateFrom: day, dateTo: day }
    const [first] = (await call('GetSchedule', query)).Slots.Slot
    const booking = { lpuCode, doctorId: slot.doctorId, slotId: first.SlotId, patient }
    const { AppointmentId: appointmentId } = await call('CreateAppointment', booking)
    expect(world.appointments()).toMatchObject([{ slotId: slot.id, status: 'booked' }])
    await expect(call('CreateAppointment', booking)).rejects.toMatchObject({
      root: { Envelope: { Body: { Fault: { Detail: { ScheduleFault: { Code: 'SLOT_TAKEN' } } } } } },
    })
    await call('CancelAppointment', { lpuCode, appointmentId })
    expect(world.appointments()).toMatchObject([{ status: 'cancelled' }])
  })
})

describe("the adapter drives a service on node-soap's server over mutual TLS", () => {
  it('lists, books, and is told that the time is taken', async () => {
    const wsdl = await (await emiasMock(createWorld(), { lpuCode })(new Request('https://127.0.0.1/?wsdl'))).text()
    const { endpoint, booked, close } = await nodeSoapService(wsdl, { ...own, ca })
    onTestFinished(close)
    const adapter = createEmias({ endpoint, tls: { cert: client.cert, key: client.key, ca }, lpuCode })
    onTestFinished(() => adapter.close())
    expect((await adapter.listDoctors({})).items).toMatchObject([{ id: '7', fullName: 'Примерова Анна' }])
    const query = { doctorId: '7', from: day, to: day }
    const { slots } = await adapter.listSlots(query)
    expect(slots).toMatchObject([
      { start: '2031-03-05T09:00:00+03:00', end: '2031-03-05T09:20:00+03:00', room: 'каб. 7 & 8' },
      { start: '2031-03-05T09:20:00+03:00' },
    ])
    const [slot] = slots
    if (!slot) throw new Error('no slot')
    expect(await adapter.book({ slot, patient: testPatient(1) })).toMatchObject({ id: 'n-1', status: 'booked' })
    expect(booked).toMatchObject([{ slotId: 'tick/0', patient }])
    const error = await adapter.book({ slot, patient: testPatient(2) }).catch((reason: unknown) => reason)
    expect(isMisError(error, 'slot-taken')).toBe(true)
    expect((await adapter.listSlots(query)).slots).toHaveLength(1)
  })
})
