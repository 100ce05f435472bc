import { createInfoclinica } from '@mis/infoclinica'
import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'

const patient = testPatient(1)
const fullName = [patient.lastName, patient.firstName, patient.middleName].join(' ')

const record = (id: number) => ({
  ...{ schedid: id, workDate: '20310305', st: '09:00', en: '09:20', dcode: 7, filial: 1 },
  ...{ depnum: 3, schedident: 70004321, onlineType: 0 },
})
const free = [
  { dcode: 7, workdates: [{ 20310305: [{ schedident: 4321, intervals: [{ time: '09:00-09:20', isFree: true }] }] }] },
]

/** A portal whose list of records, or whose answer to a reservation, a test writes. */
function portal(answers: { readonly records?: (start: number) => object; readonly reserve?: object }) {
  const asked: string[] = []
  const usual: Readonly<Record<string, object>> = {
    '/login': { success: true },
    '/logged-in': { authenticated: true, id: 1, fullName },
    '/filial': { data: [{ id: 1, name: 'К', timezone: 3 }] },
    '/api/reservation/departments': { data: [{ id: 3, name: 'Терапия' }] },
    '/api/reservation/doctors': { data: [{ dcode: 7, name: 'Примерова Анна', departmentName: 'Терапия' }] },
    '/api/reservation/intervals': { data: free },
  }
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname, searchParams } = new URL(new Request(input, init).url)
    asked.push(pathname)
    if (pathname === '/') return new Response('', { headers: { 'set-cookie': 'PLAY_SESSION=a; Path=/' } })
    if (pathname === '/records/list') return Response.json(answers.records?.(Number(searchParams.get('start'))))
    return Response.json(pathname === '/api/reservation/reserve' ? answers.reserve : usual[pathname])
  }
  const adapter = createInfoclinica({
    ...{ baseUrl: 'https://clinic.test', profile: 'portal', timeZone: 'Europe/Moscow', onlineVisits: false },
    auth: { kind: 'login', username: 'p1', password: 'word' },
    runtime: { now: () => Date.parse('2031-03-03T05:00:00Z'), fetch },
  })
  return { adapter, asked }
}

describe("a patient's list in the portal", () => {
  const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => record(from + index + 1))

  it('is whole where the portal gives shorter pages than it is asked for', async () => {
    const { adapter } = portal({
      records: (start) => ({ data: ids(start, Math.min(45, start + 20)), recordsTotal: 45 }),
    })
    expect((await adapter.listAppointments({ patient })).items).toHaveLength(45)
  })

  it('names each visit once, and ends, where the portal does not page', async () => {
    const { adapter, asked } = portal({ records: () => ({ data: ids(0, 120) }) })
    expect((await adapter.listAppointments({ patient, limit: 200 })).items).toHaveLength(120)
    expect(asked.filter((path) => path === '/records/list')).toHaveLength(2)
  })
})

describe('a reservation that the portal did not bring to an end', () => {
  for (const message of [
    'Превышено время ожидания ответа от сервера',
    'Внутренняя ошибка сервера',
    'Сервис временно недоступен',
    'Филиал не отвечает',
    'java.util.concurrent.TimeoutException',
  ]) {
    it(`as “${message}” leaves its outcome unknown`, async () => {
      const { adapter } = portal({ reserve: { success: false, message } })
      const [slot] = (await adapter.listSlots({ doctorId: '7', from: '2031-03-05', to: '2031-03-05' })).slots
      if (slot === undefined) throw new Error('no free time')
      await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ code: 'outcome-unknown' })
    })
  }

  it('is another thing than a kind of visit that is not to be had, which is a refusal', async () => {
    const { adapter } = portal({ reserve: { success: false, message: 'Вид приёма недоступен' } })
    const [slot] = (await adapter.listSlots({ doctorId: '7', from: '2031-03-05', to: '2031-03-05' })).slots
    if (slot === undefined) throw new Error('no free time')
    await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ code: 'rejected', happened: 'no' })
  })
})
