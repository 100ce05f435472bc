// Operation = request, decode, map. What is left throws `unsupported`, before anything is sent.
import { type Context, defineAdapter, MisError, type Operation, type Runtime } from '@mis/core'
import { checkOptions, decode, type HttpRequest, http, isTimeZone } from '@mis/core/adapter'
import { z } from 'zod'
import { refusalOf } from './errors.ts'
import { toDoctor } from './map.ts'
import { doctorsAnswer, listDoctors } from './wire.ts'

export interface AcmeOptions {
  readonly baseUrl: string
  readonly key: string
  /** IANA zone of the clinic. */
  readonly timeZone: string
  /** The id your app knows this clinic by. Default: `1`. */
  readonly clinicId?: string
  /** Time, chance and network, for tests. */
  readonly runtime?: Partial<Runtime>
}

// What this installation can do. What is not here is refused.
const capabilities = {
  patientFields: { required: ['lastName', 'firstName', 'birthDate', 'phone'] },
  slotWindowDays: 14,
  concurrency: 4,
} as const
const zone = z.string().refine(isTimeZone, 'expected an IANA zone, such as Europe/Moscow')
const optionsSchema = z.object({ key: z.string().min(1), timeZone: zone })

const left = (operation: Operation) => async (): Promise<never> => {
  throw new MisError('unsupported', { operation, details: { operation }, hint: 'not written yet' })
}

export function createAcme(options: AcmeOptions) {
  checkOptions(optionsSchema, options, 'createAcme')
  const { baseUrl, key, clinicId = '1', runtime } = options
  const send = http({ baseUrl, headers: { 'x-api-key': key } })
  const ask = async <T>(request: HttpRequest, answer: z.ZodType<T>, context: Context): Promise<T> => {
    const response = await send(request, context)
    if (response.status >= 400) throw refusalOf(response, context)
    return decode(answer, response.json(), context.operation)
  }
  return defineAdapter({
    vendor: 'acme',
    instance: new URL(baseUrl).host,
    capabilities,
    ...(runtime && { runtime }),
    operations: {
      async listDoctors(_query, context) {
        const { doctors } = await ask(listDoctors(), doctorsAnswer, context)
        return { items: doctors.map((doctor) => toDoctor(doctor, clinicId)) }
      },
      listSlots: left('listSlots'),
      book: left('book'),
      cancel: left('cancel'),
    },
  })
}
