import type { ErrorCode } from '../errors/codes.ts'
import type { Patient, PatientField, Slot } from '../model/types.ts'
import type { Vitals } from './health.ts'
import type { GateName, Input, Operation, Operations, Output, Touched } from './operations.ts'

/**
 * What an installation can do, as data. An absent capability is refused, so a new one breaks no adapter.
 * Each line below: what it is · default · what core does otherwise.
 */
export interface Capabilities {
  /** Patient fields a booking must carry · `on`: further operations that need them · a call without them is refused before anything is sent. */
  readonly patientFields: { readonly required: readonly PatientField[]; readonly on?: readonly Operation[] }
  /** Days one `listSlots` request may span · no default · core cuts wider queries, a failed part becomes a gap. */
  readonly slotWindowDays: number
  /** Requests the MIS bears at once · no default · core and the `limit` layer keep within it. */
  readonly concurrency: number
  /** Clinics can be listed · refused. */
  readonly listClinics?: boolean
  /** Services can be listed · refused. */
  readonly listServices?: boolean
  /** One appointment can be read · refused. */
  readonly getAppointment?: boolean
  /** A patient's appointments can be listed · refused. */
  readonly listAppointments?: boolean
  /**
   * It can be found out whether a booking went through · refused: a lost answer ends as `outcome-unknown`.
   * `quietPeriodMs`: how long after sending "absent" still proves nothing.
   */
  readonly findBooking?: false | { readonly proof: 'reference' | 'patient'; readonly quietPeriodMs: number }
  /** A visit can be moved in one operation · refused: see `rebook`. */
  readonly reschedule?: boolean
  /** A slot can be kept for a while in the MIS itself · refused. */
  readonly hold?: false | { readonly maxSeconds: number }
}

type GateOf<O extends Operation> = O extends Operation
  ? Operations[O] extends { gate: infer G extends GateName }
    ? G
    : never
  : never
type GatedBy<G extends GateName> = {
  [O in Operation]: [GateOf<O>] extends [never] ? never : GateOf<O> extends G ? O : never
}[Operation]
/** Operations that only some adapters have; ask `supports` first. */
export type OptionalOperation = GatedBy<GateName>
/** Operations every adapter has. */
export type RequiredOperation = Exclude<Operation, OptionalOperation>

type Has<C, G extends GateName> = C extends { readonly [K in G]: infer V }
  ? false extends V
    ? false
    : undefined extends V
      ? false
      : true
  : false
/** The optional operations a capabilities literal grants. */
export type Granted<C> = { [O in OptionalOperation]: Has<C, GateOf<O>> extends true ? O : never }[OptionalOperation]

type Needed<C extends Capabilities> = [PatientField] extends [C['patientFields']['required'][number]]
  ? never
  : C['patientFields']['required'][number]
/** A patient with the fields this adapter needs. */
export type PatientFor<C extends Capabilities> = Patient & Required<Pick<Patient, Needed<C>>>
type WithPatient<C extends Capabilities> =
  | 'book'
  | 'findBooking'
  | (C['patientFields'] extends { readonly on: readonly (infer O)[] } ? O : never)
/** What an operation of this adapter takes: where it takes a patient, one with the fields that the adapter needs. */
export type InputFor<O extends Operation, C extends Capabilities> =
  O extends WithPatient<C> ? Input<O> & { readonly patient: PatientFor<C> } : Input<O>

/** What a caller may say beside the input. */
export interface CallOptions {
  /** Gives the call up; a read rejects with the signal's reason, a write that was sent with `outcome-unknown`. */
  readonly signal?: AbortSignal
  /** Milliseconds the whole call may take. Default: the `deadline` layer's, or 30 s on a bare adapter. */
  readonly deadlineMs?: number
  /** Accept cached answers up to this age in milliseconds, stale ones included; 0 asks the MIS. Default: the `cache` layer's. */
  readonly maxAgeMs?: number
}

// Written as a method so that it is bivariant: an adapter that needs more patient fields is still a MisAdapter.
type Method<I, O> = { call(input: I, options?: CallOptions): Promise<O> }['call']
type Methods<O extends Operation, C extends Capabilities> = { readonly [K in O]: Method<InputFor<K, C>, Output<K>> }

/** The inside of an adapter, opaque: adapters built on another copy of core still fit. */
export interface Kernel {
  readonly contract: 1
}

/** A connection to one installation of one MIS. */
export type MisAdapter<C extends Capabilities = Capabilities> = {
  /** Which product, such as `medesk`. */
  readonly vendor: string
  /** Which installation; part of cache keys and logs, never secret. */
  readonly instance: string
  readonly capabilities: C
  readonly '~kernel': Kernel
  /** Gives back sockets and sessions; calls after it are refused as `unavailable`. May be called twice. */
  close(): Promise<void>
} & Methods<RequiredOperation, C> &
  Methods<Granted<C>, C>

/** `A` with everything the gate of `O` grants. */
export type Supporting<A extends MisAdapter, O extends OptionalOperation> = A &
  Methods<GatedBy<GateOf<O>>, A['capabilities']> & {
    readonly capabilities: { readonly [G in GateOf<O>]: Exclude<Capabilities[G], false | undefined> }
  }

/** One call on its way through the layers; its input is parsed. */
export interface Call<O extends Operation = Operation> {
  readonly operation: O
  readonly input: Input<O>
  readonly options: CallOptions
  /** The caller's signal; never aborts where none was given. */
  readonly signal: AbortSignal
  /** On the runtime's monotonic clock, in milliseconds; layers only lower it. `Infinity` = no deadline yet. */
  readonly deadlineAt: number
  /** 1 for the first attempt. */
  readonly attempt: number
  /** What becomes of the call on its way; one object for all its attempts and parts. */
  readonly trail: Trail
}

/**
 * What became of a call on its way: written by the layers as they go, read by `log` and `trace` when it has ended.
 * Counts, times and codes only; nothing of a patient. `createTrail()` makes an empty one.
 */
export interface Trail {
  /** The highest attempt that was made; 0 where none was, as when the cache knew everything. */
  attempts: number
  /** The failures that were retried, in order. */
  retriedAfter: readonly ErrorCode[]
  /** Milliseconds in the waiting line, all attempts together. */
  waitedMs: number
  /** Answers served from the cache within their time; of `listSlots`, days. */
  cacheHits: number
  /** Answers the cache had to ask the MIS for; of `listSlots`, days. */
  cacheMisses: number
  /** Answers served from the cache although their time was over, marked stale; of `listSlots`, days. Counted neither as hits nor as misses. */
  cacheStale: number
  /** What asking after an unknown booking brought, and how long it took from the lost answer; absent where nothing was unknown. */
  settled: { readonly as: 'booked' | 'absent' | 'unknown'; readonly afterMs: number } | undefined
}
/** The rest of the way to the MIS. A layer may call it zero, one or many times. */
export type Next = <O extends Operation>(call: Call<O>) => Promise<Output<O>>
/** A function around a function: the one shape of every layer. */
export type Middleware = (next: Next, host: Host) => Next

/** Time, chance and the network, so that tests own them. */
export interface Runtime {
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** A clock that never goes back, in milliseconds. */
  monotonic(): number
  /** At least 0, below 1. */
  random(): number
  /** A fresh unique id of `A-Za-z0-9-`. */
  id(): string
  /** Resolves after `ms`; rejects with the signal's reason when it aborts, leaving no timer and no listener. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  readonly fetch: typeof fetch
}

/** What a layer may know about the adapter it stands before. */
export interface Host {
  readonly vendor: string
  readonly instance: string
  readonly capabilities: Capabilities
  readonly runtime: Runtime
  readonly writes: Writes
  readonly vitals: Vitals
}

/** Counts writes per doctor's day, so that caches know which answers are older than a booking. */
export interface Writes {
  /** How many writes there were. */
  count(): number
  mark(touched: readonly Touched[]): void
  /** The number of the last write to any of these; 0 = none. */
  last(touched: readonly Touched[]): number
}

/** What a vendor's handler gets beside the input. */
export interface Context {
  readonly operation: Operation
  /** Aborts when the caller gives up or the time is up. */
  readonly signal: AbortSignal
  readonly runtime: Runtime
  /**
   * Whether a byte of the request may have left: `false` = certainly not, `true` = perhaps, `undefined` = nobody said.
   * `http()` sets it; a failed write that was not sent did not happen.
   */
  sent: boolean | undefined
  /** Set by `http()`: the last request was a look-up after the write, so its failure says nothing about the write. */
  readAfterWrite?: boolean
}

type Result<O extends Operation> = O extends 'listSlots' ? readonly Slot[] : Output<O>
/** Handlers get parsed input: `book` and `findBooking` always with a `reference`. */
type Parsed<O extends Operation, C extends Capabilities> = O extends 'book' | 'findBooking'
  ? InputFor<O, C> & { readonly reference: string }
  : InputFor<O, C>

/** What a vendor package writes. */
export interface AdapterDefinition<C extends Capabilities> {
  readonly vendor: string
  readonly instance: string
  readonly capabilities: C
  readonly runtime?: Partial<Runtime>
  readonly operations: {
    readonly [K in RequiredOperation | Granted<C>]: (input: Parsed<K, C>, context: Context) => Promise<Result<K>>
  }
  /** Called once by `adapter.close()`. */
  readonly close?: () => Promise<void>
}
