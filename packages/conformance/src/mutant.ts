import {
  type Appointment,
  type AppointmentRef,
  type CallOptions,
  type ErrorCode,
  type ErrorDetails,
  type Input,
  isMisError,
  type MisAdapter,
  MisError,
  type Operation,
  type Output,
  type Slot,
} from '@mis/core'
import { fakeMis, type InProcessServer, type World } from '@mis/mock'

/** The fake with everything it stands on, ready to be spoiled. */
export interface Fake {
  readonly world: World
  readonly server: InProcessServer
  readonly adapter: ReturnType<typeof fakeMis>
}

/** A bug that adapters really have; the case of the same name must notice it. */
export interface Mutant {
  /** The bug, in words. */
  readonly bug: string
  /** The case notices by waiting in vain, which takes its time. */
  readonly hangs?: true
  spoil(fake: Fake): MisAdapter
}

type Method<O extends Operation> = (input: Input<O>, options?: CallOptions) => Promise<Output<O>>

/** The adapter with one method made from the real one. */
export function replace<O extends Operation>(
  { adapter }: Fake,
  operation: O,
  change: (real: Method<O>) => Method<O>,
): MisAdapter {
  const real = Reflect.get(adapter as object, operation) as Method<O>
  return { ...adapter, [operation]: change(real) } as MisAdapter
}

/** A bug that changes the answer. */
export function answering<O extends Operation>(
  operation: O,
  bug: string,
  change: (answer: Output<O>, input: Input<O>, fake: Fake) => Output<O> | Promise<Output<O>>,
): Mutant {
  return {
    bug,
    spoil: (fake) =>
      replace(fake, operation, (real) => async (input, options) => change(await real(input, options), input, fake)),
  }
}

/** A bug that changes what is asked. */
export function asking<O extends Operation>(
  operation: O,
  bug: string,
  change: (
    input: Input<O>,
    options: CallOptions | undefined,
    fake: Fake,
  ) => readonly [Input<O>, CallOptions | undefined],
): Mutant {
  return {
    bug,
    spoil: (fake) =>
      replace(fake, operation, (real) => async (input, options) => real(...change(input, options, fake))),
  }
}

/** A bug in what is done about a failure with one of `codes`; none given: about any failure. */
export function failing<O extends Operation>(
  operation: O,
  bug: string,
  codes: readonly ErrorCode[],
  change: (
    error: MisError,
    again: () => Promise<Output<O>>,
    input: Input<O>,
    fake: Fake,
  ) => Output<O> | Promise<Output<O>>,
): Mutant {
  return {
    bug,
    spoil: (fake) =>
      replace(fake, operation, (real) => async (input, options) => {
        try {
          return await real(input, options)
        } catch (error) {
          if (!isMisError(error) || (codes.length > 0 && !codes.includes(error.code))) throw error
          return change(error, () => real(input, options), input, fake)
        }
      }),
  }
}

/** A bug in the table of errors: `codes` come out as `code`. */
export function mistaking<C extends ErrorCode>(
  operation: Operation,
  bug: string,
  codes: readonly ErrorCode[],
  code: C,
  details: ErrorDetails[C],
): Mutant {
  return failing(operation, bug, codes, ({ vendor, status }) => {
    throw new MisError(code, { vendor, operation, details, ...(status !== undefined && { status }) })
  })
}

/** A bug below the adapter, in what it does with requests and answers. */
export function onWire(bug: string, change: (fetchHere: typeof fetch) => typeof fetch): Mutant {
  return {
    bug,
    spoil: ({ world, server }) => fakeMis(world, { server, runtime: { fetch: change(server.fetch) } }),
  }
}

/** An answer with another body or other headers. */
export async function rewritten(
  response: Response,
  change: (body: Uint8Array, headers: Headers) => Uint8Array,
): Promise<Response> {
  const headers = new Headers(response.headers)
  const body = change(new Uint8Array(await response.arrayBuffer()), headers)
  return new Response(Buffer.from(body), { status: response.status, headers })
}

/** An appointment nobody has asked the MIS about. */
export function invented(visit: Slot | AppointmentRef, status: Appointment['status']): Appointment {
  const { doctorId, clinicId, start } = visit
  return { id: `invented-${visit.id}`, status, doctorId, clinicId, start, end: start, mode: 'in-person' }
}
