import { type Capabilities, defineAdapter, type MisAdapter, type Runtime, type Slot } from '@mis/core'
import { decode, failure, type HttpRequest, http, type TlsOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { appointmentOf } from '../support/toy.ts'

const id = z.union([z.string(), z.number()])
const answerSchema = z.object({
  id,
  room: z.string(),
  slots: z.array(z.object({ id, start: z.string(), end: z.string() })),
})
const capabilities = {
  patientFields: { required: ['lastName'] },
  slotWindowDays: 7,
  concurrency: 4,
} satisfies Capabilities

export interface WireOptions {
  readonly url: string
  readonly runtime: Runtime
  readonly tls?: TlsOptions
}

/** A vendor package at its smallest: `http()`, `decode()`, `failure()`, and no way to look a booking up. */
export function wireAdapter({ url, runtime, tls }: WireOptions): MisAdapter {
  const client = http({ baseUrl: url, headers: { 'x-api-key': 'secret' }, ...(tls && { tls, now: runtime.now }) })
  const ask = async (request: HttpRequest, context: Parameters<typeof client>[1]) => {
    const response = await client(request, context)
    if (response.status >= 400) throw failure(response, context, [])
    return decode(answerSchema, response.json(), 'answer')
  }
  return defineAdapter({
    vendor: 'wire',
    instance: 'test',
    capabilities,
    runtime,
    close: () => client.close(),
    operations: {
      listDoctors: async () => ({ items: [] }),
      listSlots: async ({ doctorId, from, to }, context): Promise<Slot[]> => {
        const answer = await ask({ method: 'GET', path: '/slots', query: { from, to } }, context)
        const place = { clinicId: '1', timeZone: 'Europe/Moscow', mode: 'in-person' } as const
        return answer.slots.map((slot) => ({ ...slot, ...place, id: String(answer.id), doctorId, room: answer.room }))
      },
      book: async (request, context) => {
        const { patient, slot, comment } = request
        const headers = comment === undefined ? {} : { 'x-comment': comment }
        const answer = await ask(
          { method: 'POST', path: '/visits', json: { patient, slot: slot.id }, headers },
          context,
        )
        return { ...appointmentOf(request, String(answer.id)), serviceName: answer.room }
      },
      cancel: async ({ appointment }) => ({
        ...appointment,
        status: 'cancelled',
        end: appointment.start,
        mode: 'in-person',
      }),
    },
  })
}
