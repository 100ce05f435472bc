import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { fieldsOf } from './mock-support.ts'
import { dataOf, day, login, ready, refused, wireDay } from './portal-support.ts'

describe('POST /api/reservation/reserve', () => {
  it('books for the patient who is logged in', async () => {
    const { reserve, times, world } = await ready()
    expect((await reserve(times[0])).body).toEqual({ success: true, data: { schedid: 501 } })
    expect(world.appointment('501')).toMatchObject({
      ...{ start: `${day}T09:00:00+03:00`, status: 'booked' },
      patient: { lastName: 'Тестова', birthDate: '1990-01-02' },
    })
  })

  it('books for each user under their own name', async () => {
    const other = { username: 'p2', password: 'p2-password', patient: testPatient(2) }
    const { login: logIn, reserve, times, world, ask } = await ready({ auth: { ...login, others: [other] } })
    await reserve(times[0])
    await logIn({ username: 'p2', password: 'p2-password' })
    await reserve(times[1])
    expect(world.appointment('502')?.patient.lastName).toBe(testPatient(2).lastName)
    const list = dataOf(await ask(`GET /records/list?st=${wireDay}&en=${wireDay}`))
    expect(list.map(({ schedid }) => schedid)).toEqual([502])
    expect(await ask('GET /record/delete/501/1')).toMatchObject(refused('not-found', /не найдена/))
    expect(world.appointment('501')?.status).toBe('booked')
  })

  it('moves the record that schedid names', async () => {
    const { reserve, times, world } = await ready()
    await reserve(times[0])
    expect((await reserve(times[3], { schedid: 501 })).body).toEqual({ success: true, data: { schedid: 501 } })
    expect(world.appointments()).toMatchObject([{ id: '501', start: `${day}T10:00:00+03:00` }])
    expect(await reserve(times[1], { schedid: 999 })).toMatchObject(refused('not-found'))
    world.cancel('501')
    expect(await reserve(times[1], { schedid: 501 })).toMatchObject(refused('cancelled', /уже отменена/))
  })

  it('refuses inside a 200 what is taken, past, elsewhere, of another kind or nowhere', async () => {
    const { reserve, times, world } = await ready()
    await reserve(times[0])
    expect(await reserve(times[0])).toMatchObject(refused('busy', /недавно занято/))
    expect(await reserve(times[1], { filial: 2, timezone: 5 })).toMatchObject(refused('filial'))
    expect(await reserve(times[1], { filial: 77 })).toMatchObject(refused('filial'))
    expect(await reserve(times[1], { onlineType: 1 })).toMatchObject(refused('online-mode'))
    expect(await reserve(times[1], { schedident: 1 })).toMatchObject(refused('no-time'))
    expect(await reserve(times[1], { depnum: 7 })).toMatchObject(refused('no-time'))
    world.rules.alreadyBooked = true
    expect(await reserve(times[1])).toMatchObject(refused('booked'))
    expect(world.appointments()).toHaveLength(1)
  })

  it('refuses a time that has begun', async () => {
    const { reserve, times, world, login: logIn } = await ready()
    world.advance(Date.parse(`${day}T09:00:00+03:00`) - world.now())
    await logIn()
    expect(await reserve(times[0])).toMatchObject(refused('past', /прошедших/))
  })

  it('refuses by a rule of the clinic in its words', async () => {
    const check = { code: 2, label: 'Нужно направление', text: 'Нужно направление терапевта' } as const
    const { reserve, times } = await ready({ rule: () => check })
    expect(await reserve(times[0])).toMatchObject(refused('check', /направление терапевта/))
  })

  it.each([
    ['date', { date: '2031-03-05' }],
    ['st', { st: '9:00' }],
    ['en', { en: '24:00' }],
    ['dcode', { dcode: null }],
    ['schedident', { schedident: '' }],
    ['filial', { filial: 'x' }],
    ['depnum', { depnum: {} }],
    ['timezone', { timezone: 5 }],
    ['timezone', { timezone: '3' }],
    ['services', { services: null }],
    ['onlineType', { onlineType: 2 }],
    ['schedid', { schedid: 'x' }],
  ])('is 400 for a wrong %s', async (field, change) => {
    const { reserve, times, world } = await ready()
    const answer = await reserve(times[0], change)
    expect([answer.status, fieldsOf(answer.body).field]).toEqual([400, field])
    expect(world.appointments()).toEqual([])
  })
})

describe('a patient’s records', () => {
  it('are listed by start, in pages, cancelled ones left out', async () => {
    const { reserve, times, ask, world } = await ready()
    for (const place of [4, 0, 2]) await reserve(times[place])
    const page = async (more: string) => {
      const answer = await ask(`GET /records/list?st=${wireDay}&en=${wireDay}${more}`)
      return [dataOf(answer).map(({ schedid }) => schedid), fieldsOf(answer.body).recordsTotal]
    }
    expect(await page('')).toEqual([[502, 503, 501], 3])
    expect(await page('&start=1&length=1')).toEqual([[503], 3])
    expect(await page('&start=3&length=5')).toEqual([[], 3])
    world.cancel('503')
    expect(await page('')).toEqual([[502, 501], 2])
    const [row] = dataOf(await ask(`GET /records/list?st=${wireDay}&en=${wireDay}`))
    expect(row).toEqual({
      ...{ schedid: 502, workDate: wireDay, st: '09:00', en: '09:20', dcode: 1, dname: 'Примеров Иван Образцович' },
      ...{ depnum: 3, depname: 'Терапия', filial: 1, fname: 'Учебная клиника на Примерной', timezone: 3 },
      ...{ schedident: times[0]?.schedident, onlineType: 0 },
    })
    for (const wrong of ['&start=-1', '&start=x', '&length=0']) {
      expect((await ask(`GET /records/list?st=${wireDay}&en=${wireDay}${wrong}`)).status).toBe(400)
    }
  })

  it('are cancelled by GET, once; by branch and by owner', async () => {
    const { reserve, times, ask, world } = await ready()
    await reserve(times[0])
    expect(await ask('GET /record/delete/501/2')).toMatchObject(refused('filial'))
    expect((await ask('GET /record/delete/501/1')).body).toEqual({ success: true })
    expect(world.appointment('501')?.status).toBe('cancelled')
    expect(await ask('GET /record/delete/501/1')).toMatchObject(refused('cancelled', /уже отменена/))
    expect(await ask('GET /record/delete/999/1')).toMatchObject(refused('not-found'))
  })

  it('are confirmed by GET, and neither after they have begun', async () => {
    const { reserve, times, ask, world, login: logIn } = await ready()
    await reserve(times[0])
    expect((await ask('GET /record/confirm?schedid=501&filialid=1')).body).toEqual({ success: true })
    expect(world.appointment('501')?.status).toBe('confirmed')
    expect(await ask('GET /record/confirm?schedid=501&filialid=2')).toMatchObject(refused('filial'))
    expect(await ask('GET /record/confirm?schedid=999&filialid=1')).toMatchObject(refused('not-found'))
    world.advance(Date.parse(`${day}T09:00:00+03:00`) - world.now())
    await logIn()
    expect(await ask('GET /record/confirm?schedid=501&filialid=1')).toMatchObject(refused('past'))
    expect(await ask('GET /record/delete/501/1')).toMatchObject(refused('past', /прошедших/))
  })
})
