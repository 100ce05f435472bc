import { type Doctor, dayCount } from '@mis/core'
import type { InfoclinicaWorld } from '../options.ts'
import { type WorkInterval, workIntervals } from '../schedule.ts'
import { clockOf, dayOf, offsetHours, wireDay } from '../wire-time.ts'
import { BadRequest, done, idOf, isMembers, type Members } from './answers.ts'

/** The members of a branch are [assumed]. */
export function filials(world: InfoclinicaWorld): Response {
  return done({
    data: world.clinics().map(({ id, name, address, phone, timeZone }) => ({
      ...{ id: Number(id), name, address: address ?? null, phone: phone ?? null },
      timezone: offsetHours(world, timeZone),
    })),
  })
}

export function departments(world: InfoclinicaWorld, filial: string | null): Response {
  const here = activeDoctors(world, filial)
  const found = world.specialties().filter(({ id }) => here.some((doctor) => hasDepartment(doctor, id)))
  return done({ data: found.map(({ id, name }) => ({ id: Number(id), name, groupName: null })) })
}

export function doctors(world: InfoclinicaWorld, query: URLSearchParams): Response {
  const [filial, department] = [query.get('f'), query.get('d')]
  const found = activeDoctors(world, filial).filter(
    (doctor) => department === null || hasDepartment(doctor, department),
  )
  return done({
    data: found.map((doctor) => {
      const named = doctor.specialties.filter(({ id }) => department === null || id === department)
      const [nearest] = world.freeSlots({ doctorId: doctor.id })
      return {
        ...{ dcode: Number(doctor.id), name: doctor.fullName },
        departmentName: named.map(({ name }) => name).join(', '),
        nearestDate: nearest === undefined ? null : nearest.start.slice(0, 10).split('-').reverse().join('.'),
      }
    }),
  })
}

/** Which days have free time: for each thing asked, one doctor. */
export function schedule(world: InfoclinicaWorld, asked: readonly Members[]): Response {
  return done({
    data: asked.map((members) => {
      const { doctorId, from, to } = windowOf(members, 'doctor')
      const doctor = world.doctors().find(({ id }) => id === doctorId)
      const days = new Map<string, boolean>()
      for (const { day, times } of workIntervals(world, { doctorId, from, to })) {
        days.set(day, days.get(day) === true || times.some(({ state }) => state === 'free'))
      }
      return {
        ...{ dname: doctor?.fullName ?? '', dcode: Number(doctorId) },
        intervals: [...days].map(([day, isFree]) => ({ workDate: wireDay(day), isAvailable: isFree, isFree })),
      }
    }),
  })
}

/** What a POST asks for. */
export function servicesOf({ services }: Members): readonly Members[] {
  if (!Array.isArray(services) || services.length === 0 || !services.every(isMembers)) throw new BadRequest('services')
  return services
}

/** The slots; the spelling `09:00-09:20` of a time is [assumed]. */
export function intervals(world: InfoclinicaWorld, query: URLSearchParams): Response {
  const { doctorId, from, to } = windowOf(Object.fromEntries(query), 'dcode')
  const mode = query.get('onlineMode') ?? '1'
  if (!/^[0-3]$/.test(mode)) throw new BadRequest('onlineMode')
  const filial = query.get('filialId')
  const isMeant = ({ online, clinicId }: WorkInterval) =>
    (mode === '1' || (online ? mode === '3' : mode === '0')) && (filial === null || filial === clinicId)
  const days = new Map<string, WorkInterval[]>()
  for (const interval of workIntervals(world, { doctorId, from, to }).filter(isMeant)) {
    days.set(interval.day, [...(days.get(interval.day) ?? []), interval])
  }
  const workdates = [...days].map(([day, here]) => ({
    [wireDay(day)]: here.map(({ id, times }) => ({
      schedident: Number(id),
      intervals: times.map(({ slot, state }) => ({
        time: `${clockOf(slot.start)}-${clockOf(slot.end)}`,
        isFree: state === 'free',
      })),
    })),
  }))
  return done({ data: workdates.length === 0 ? [] : [{ dcode: Number(doctorId), workdates }] })
}

/** st..en, both included, 31 days at most [assumed]. */
function windowOf(members: Members, doctorField: string) {
  const [from, to] = [dayOf(String(members.st)), dayOf(String(members.en))]
  if (from === undefined) throw new BadRequest('st')
  if (to === undefined || to < from || dayCount(from, to) > 31) throw new BadRequest('en')
  return { doctorId: idOf(doctorField, members[doctorField]), from, to }
}

function activeDoctors(world: InfoclinicaWorld, filial: string | null): readonly Doctor[] {
  return world.doctors().filter(({ active, clinicIds }) => active && (filial === null || clinicIds.includes(filial)))
}

function hasDepartment({ specialties }: Doctor, department: string): boolean {
  return specialties.some(({ id }) => id === department)
}
