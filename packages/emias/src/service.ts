import type { Context, Runtime } from '@mis/core'
import { MisError } from '@mis/core'
import { decode, type HttpHead, http, type TlsOptions } from '@mis/core/adapter'
import type { ZodType } from 'zod'
import { refusalOf, statusFailure } from './errors.ts'
import type { ExpiringCertificate, Settings } from './options.ts'
import { type AnswerReader, type AnswerShape, createAnswerReader, isEnvelope, type Takers } from './soap/answer.ts'
import { envelope, headersFor, type Values } from './soap/envelope.ts'
import type { WireOperation } from './wire/contract.ts'

/** One request of an operation and what its answer must hold. */
export interface Exchange<T> {
  readonly operation: WireOperation
  readonly values: Values
  readonly shapes: readonly AnswerShape[]
  readonly schema: ZodType<T>
  readonly effect: 'read' | 'write'
  /** Takes records as they come; `schema` does not see those. */
  readonly each?: Takers
}

export interface Service {
  call<T>(exchange: Exchange<T>, context: Context): Promise<T>
  updateTls(tls: TlsOptions): Promise<void>
  certificate(): { readonly subject: string; readonly notAfter: string } | null
  close(): Promise<void>
}

/** Speaks with one ScheduleService. Faults come back as the error they stand for. */
export function createService(settings: Settings): Service {
  const { contract, addressing, maxResponseBytes, tls, runtime } = settings
  const { baseUrl, path } = addressOf(settings.endpoint)
  const client = http({ baseUrl, tls, maxResponseBytes, ...(runtime?.now && { now: runtime.now }) })
  const announce = announcing(settings, () => client.certificate())
  const readers = new Map<WireOperation, AnswerReader>()
  const readerOf = (operation: WireOperation, name: string, shapes: readonly AnswerShape[]): AnswerReader => {
    const reader = readers.get(operation) ?? createAnswerReader(`${name}Response`, shapes, contract)
    readers.set(operation, reader)
    return reader
  }

  async function call<T>(exchange: Exchange<T>, context: Context): Promise<T> {
    const { operation, values, shapes, schema, effect, each } = exchange
    const declared = contract.operations[operation]
    if (declared === undefined) throw new MisError('unsupported', { details: { operation: context.operation } })
    announce(context.runtime)
    const body = envelope(
      contract,
      declared,
      values,
      addressing && { to: addressing.to, messageId: context.runtime.id() },
    )
    const request = { method: 'POST', path, body, headers: headersFor(contract, declared), effect } as const
    return client.stream(request, context, async (chunks, head) => {
      const answer = await orByStatus(head, context, () =>
        readerOf(operation, declared.name, shapes).read(chunks, head, each),
      )
      if (answer.fault !== null) throw refusalOf(answer.fault, head, context)
      return decode(schema, answer.records, operation)
    })
  }

  return { call, updateTls: client.updateTls, certificate: client.certificate, close: client.close }
}

/** A status that is none of success, with a body that is no envelope, is judged by the status alone. */
async function orByStatus<T>(head: HttpHead, context: Context, readEnvelope: () => Promise<T>): Promise<T> {
  const isRefused = head.status >= 400
  if (!isEnvelope(head)) {
    if (isRefused) throw statusFailure(head, context)
    const why = 'the answer is no SOAP envelope, by its content type'
    throw new MisError('bad-response', { details: { why }, hint: why, status: head.status })
  }
  try {
    return await readEnvelope()
  } catch (error) {
    if (isRefused && !context.signal.aborted) throw statusFailure(head, context)
    throw error
  }
}

/** The client wants a base and a path below it; the service is one resource. */
function addressOf(endpoint: string): { readonly baseUrl: string; readonly path: string } {
  const { origin, pathname } = new URL(endpoint)
  const cut = pathname.lastIndexOf('/')
  return { baseUrl: origin + pathname.slice(0, cut), path: pathname.slice(cut + 1) }
}

const dayMs = 86_400_000

function announcing(
  { onCertificateExpiring, certificateWarningDays }: Settings,
  certificate: Service['certificate'],
): (runtime: Pick<Runtime, 'now'>) => void {
  let toldAt = Number.NEGATIVE_INFINITY
  return (runtime) => {
    const now = runtime.now()
    if (onCertificateExpiring === undefined || now - toldAt < dayMs) return
    const found = certificate()
    if (found === null) return
    const daysLeft = Math.floor((Date.parse(found.notAfter) - now) / dayMs)
    if (daysLeft >= certificateWarningDays) return
    toldAt = now
    tell(onCertificateExpiring, { ...found, daysLeft })
  }
}

function tell(listener: (certificate: ExpiringCertificate) => void, certificate: ExpiringCertificate): void {
  try {
    listener(certificate)
  } catch {
    // A listener's trouble is not the patient's.
  }
}
