import { type MisAdapter, type Runtime, recommended, type Slot, wrap } from '@mis/core'
import { createMedesk } from '@mis/medesk'
import { medeskMock } from '@mis/medesk/mock'
import { type MockServer, testPatient, type World } from '@mis/mock'
import { clinicTest } from '@mis/mock/vitest'
import { expect } from 'vitest'
import { bookVisit } from './booking.ts'

const it = clinicTest({ mock: (world) => medeskMock(world, { apiKey: 'key' }) })

const open = (server: MockServer, runtime: Partial<Runtime>): MisAdapter =>
  wrap(createMedesk({ baseUrl: server.url, apiKey: 'key', timeZone: 'Europe/Moscow', runtime }), recommended())

async function firstSlot(mis: MisAdapter): Promise<Slot> {
  const { slots } = await mis.listSlots({ doctorId: '1', from: '2031-03-04', to: '2031-03-10' })
  const [slot] = slots
  if (!slot) throw new Error('nothing is free')
  return slot
}
const kept = (world: World): number => world.appointments().filter(({ status }) => status === 'booked').length

it('books', async ({ world, server, runtime }) => {
  const mis = open(server, runtime)
  expect(await bookVisit(mis, await firstSlot(mis), testPatient(1))).toBe('Вы записаны на 09:00')
  expect(kept(world)).toBe(1)
})

it('does not book twice where the answer is lost', async ({ world, server, runtime }) => {
  const mis = open(server, runtime)
  const slot = await firstSlot(mis)
  server.arm({ when: { operation: 'book' }, times: 1, fault: 'lost-answer' })
  expect(await bookVisit(mis, slot, testPatient(1))).toBe('Вы записаны на 09:00')
  expect(kept(world)).toBe(1)
})

it('says that the time is gone where somebody was faster', async ({ world, server, runtime }) => {
  const mis = open(server, runtime)
  const slot = await firstSlot(mis)
  for (const free of world.freeSlots({ doctorId: '1' })) if (free.start === slot.start) world.occupy(free.id)
  expect(await bookVisit(mis, slot, testPatient(1))).toBe('Это время только что заняли. Выберите другое.')
})

it('says that it is being checked where the MIS is silent; nobody waits', async ({ server, clock, runtime, world }) => {
  const mis = open(server, runtime)
  const slot = await firstSlot(mis)
  server.arm({ fault: 'stall' })
  const said = bookVisit(mis, slot, testPatient(1))
  await clock.advance(60_000)
  expect(await said).toBe('Мы уточняем, прошла ли запись. Не записывайтесь повторно.')
  expect(kept(world)).toBe(0)
})
