import {
  appointmentSchema,
  type Context,
  clinicSchema,
  defineAdapter,
  doctorSchema,
  type MisAdapter,
  type Runtime,
  type Slot,
  serviceSchema,
} from '@mis/core'
import { type ErrorRule, failure, type HttpRequest, type HttpResponse, http, path } from '@mis/core/adapter'
import { inProcess } from '../server/in-process.ts'
import type { FaultRule, MockServer } from '../server/types.ts'
import type { World } from '../world/types.ts'
import { type FakeCapabilities, fakeCapabilities } from './capabilities.ts'
import { decodeAppointment, decodeFound, decodeHold, decodePage, decodeSlots, readSlotId } from './decoders.ts'
import { fakeDialect } from './dialect.ts'

/** Options of `fakeMis`. */
export interface FakeMisOptions {
  /**
   * Where `fakeDialect` of the same world is served: by `inProcess`, or by `listen` on a real socket. Closing the
   * adapter leaves it open. Default: one of the adapter's own, in process.
   */
  readonly server?: MockServer & { readonly fetch?: typeof fetch }
  /** Faults to arm on the server at once. Default: none. */
  readonly faults?: readonly FaultRule[]
  /** Time, chance and network. Default: the world's clock, the server's `fetch`, the rest as in every adapter. */
  readonly runtime?: Partial<Runtime>
  /** Which installation. Default: `fake`. */
  readonly instance?: string
}

const rules: readonly ErrorRule[] = [
  { status: 409, code: 'slot-taken' },
  { status: 422, vendorCode: ['already-booked', 'visit-in-past'], code: 'rejected', reason: (word) => word },
]

/**
 * An adapter over a world, with every optional operation: use it wherever an app takes a `MisAdapter`. It is made like
 * a vendor's, through `http()` and `defineAdapter`, so everything that can go wrong on a wire goes wrong here too.
 * Doctor, clinic, slot and appointment ids are the world's. Holds last 300 seconds; to book what you hold, book
 * `hold.slot`. Closing it rejects where an armed fault of its own server was met by no request.
 */
export function fakeMis(world: World, options: FakeMisOptions = {}): MisAdapter<FakeCapabilities> {
  const { faults = [], runtime = {}, instance = 'fake' } = options
  const own = options.server === undefined ? inProcess(fakeDialect(world)) : undefined
  const server = options.server ?? (own as NonNullable<typeof own>)
  for (const rule of faults) server.arm(rule)
  const send = http({ baseUrl: server.url })

  const call = async (request: HttpRequest, context: Context): Promise<unknown> => {
    const response = await send(request, context)
    if (response.status < 300) return response.json()
    throw failure(response, context, rules, factsOf(response))
  }
  const get = (address: string, query: HttpRequest['query'], context: Context) =>
    call({ method: 'GET', path: address, ...(query !== undefined && { query }) }, context)
  const post = (address: string, json: unknown, context: Context) =>
    call({ method: 'POST', path: address, json }, context)

  return defineAdapter({
    vendor: 'fake',
    instance,
    capabilities: fakeCapabilities,
    runtime: { now: world.now, ...(server.fetch !== undefined && { fetch: server.fetch }), ...runtime },
    operations: {
      listClinics: async (query, context) => decodePage(await get('/clinics', { ...query }, context), clinicSchema),
      listDoctors: async (query, context) => decodePage(await get('/doctors', { ...query }, context), doctorSchema),
      listServices: async (query, context) => decodePage(await get('/services', { ...query }, context), serviceSchema),
      listSlots: async (query, context) => decodeSlots(await get('/slots', { ...query }, context)),
      async book({ slot, ...rest }, context) {
        return decodeAppointment(await post('/appointments', { ...readSlotId(slot.id), ...rest }, context))
      },
      async cancel({ appointment, reason }, context) {
        return decodeAppointment(await post(path`/appointments/${appointment.id}/cancel`, { reason }, context))
      },
      async reschedule({ appointment, slot }, context) {
        return decodeAppointment(await post(path`/appointments/${appointment.id}/move`, readSlotId(slot.id), context))
      },
      async getAppointment({ id }, context) {
        const response = await send({ method: 'GET', path: path`/appointments/${id}` }, context)
        if (response.status === 404) return null
        if (response.status < 300) return decodeAppointment(response.json())
        throw failure(response, context, rules, factsOf(response))
      },
      async listAppointments(query, context) {
        return decodePage(await post('/appointments/search', query, context), appointmentSchema)
      },
      async findBooking({ patient, reference }, context) {
        return decodeFound(await post('/appointments/find', { patient, reference }, context))
      },
      async hold({ slot }, context) {
        const bare: Slot = { ...slot, id: readSlotId(slot.id).slotId }
        return decodeHold(await post('/holds', { slotId: bare.id }, context), bare)
      },
      async releaseHold({ id }, context) {
        await post(path`/holds/${id}/release`, {}, context)
        return null
      },
    },
    ...(own !== undefined && { close: own.close }),
  })
}

/** The fake's own word for it; an answer from something in between has none. */
function factsOf(response: HttpResponse): { vendorCode?: string; fields?: readonly string[] } {
  try {
    const { code, fields } = Object(response.json()) as { readonly code?: unknown; readonly fields?: unknown }
    return {
      ...(typeof code === 'string' && { vendorCode: code }),
      ...(Array.isArray(fields) && { fields: fields.map(String) }),
    }
  } catch {
    return {}
  }
}
