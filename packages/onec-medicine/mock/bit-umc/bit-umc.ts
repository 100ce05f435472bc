import type { Clinic, Operation } from '@mis/core'
import type { OneCMockOptions, OneCWorld } from '../options.ts'
import { unhandled } from '../platform/refusal.ts'
import type { Asked, Profile } from '../profile.ts'
import { dictionaries, dictionary } from './dictionary.ts'
import { Failure, failures } from './failures.ts'
import { createOrders, guidAsked } from './orders.ts'
import { createRequests } from './reservations.ts'
import { schedule } from './schedule.ts'
import { xdtoJson } from './tree.ts'
import { type Members, membersOf, textOf } from './values.ts'

/** `hs/bwi` of БИТ.УМЦ: six operations, all POST. */
export function createBitUmc(world: OneCWorld, clinic: Clinic, options: OneCMockOptions): Profile {
  const requests = createRequests(world, clinic.id)
  const orders = createOrders(world, clinic, requests, options)
  const handlers: Readonly<Record<string, (asked: Members) => unknown>> = {
    Schedule: (asked) => schedule(asked, world, clinic, options),
    Reservation: orders.reserve,
    AppointmentCreate: orders.create,
    AppointmentCancel: orders.cancel,
    AppointmentStatus: orders.status,
    DictionaryData: (asked) => dictionary(asked, world, clinic, options),
  }

  /** What a GUID names decides whether a request makes or moves, cancels or releases. */
  function operationOf(method: string, path: string, body: string): Operation | undefined {
    if (method !== 'POST') return undefined
    const asked = membersOf(body) ?? {}
    switch (placeOf(path)) {
      case 'Schedule':
        return 'listSlots'
      case 'Reservation':
        return 'hold'
      case 'AppointmentCreate':
        return requests.visit(guidAsked(asked)) === undefined ? 'book' : 'reschedule'
      case 'AppointmentCancel':
        return requests.reservation(guidAsked(asked)) === undefined ? 'cancel' : 'releaseHold'
      case 'AppointmentStatus':
        return 'getAppointment'
      case 'DictionaryData':
        return dictionaries.get(textOf(asked.Method)) ?? 'listDoctors'
      default:
        return undefined
    }
  }

  function answerTree({ url, body }: Asked): unknown {
    const place = placeOf(url.pathname)
    const asked = membersOf(body)
    const handler = handlers[place]
    // [platform] `ПрочитатьJSON` raises; nobody catches it.
    if (asked === undefined || handler === undefined) {
      throw unhandled(
        'HTTPСервис.bwi',
        40,
        'Ошибка при вызове метода контекста (ПрочитатьJSON): Непредвиденный символ при чтении JSON',
      )
    }
    try {
      if (options.key !== undefined && textOf(asked.Key) !== options.key) throw failures.wrongKey()
      return handler(asked)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return place === 'AppointmentStatus'
        ? { Результат: 0, ОписаниеРезультата: error.message }
        : { Результат: false, ОписаниеОшибки: error.message }
    }
  }

  return {
    routes: Object.keys(handlers).map((place) => `POST /${place}`),
    operationOf,
    answer: (asked) => ({ json: xdtoJson({ Ответ: answerTree(asked) }, options.quirks ?? {}) }),
  }
}

function placeOf(path: string): string {
  return path.split('?', 1)[0]?.slice(1) ?? ''
}
