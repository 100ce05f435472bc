import type { AppointmentId, ClinicId, DoctorId, MisAdapter } from '@mis/core'
import type { MockServer, World } from '@mis/mock'

/** What a case is about; one file under `cases/` a family. */
export type Family =
  | 'model and zones'
  | 'windows and pages'
  | 'booking races'
  | 'write identity'
  | 'cancel'
  | 'capabilities'
  | 'error classification'
  | 'hostile wire'
  | 'abort is not timeout'
  | 'nothing left behind'
  | 'privacy'

/** How the world's ids look on this vendor's wire. Default: the same strings. */
export interface Ids {
  doctor(worldId: string): DoctorId
  clinic(worldId: string): ClinicId
  appointment(worldId: string): AppointmentId
}

/** What the vendor's wire can say at all; what it cannot is not compared. Default: everything. */
export interface Carries {
  /** The room of a doctor and of a slot. */
  readonly rooms: boolean
  /** Whether a slot is in person or by video. */
  readonly modes: boolean
}

/** One adapter and the mock server it talks to, both fresh. */
export interface Started {
  readonly adapter: MisAdapter
  readonly server: MockServer
  /** Everything that log and trace layers wrote so far, where the harness gathers it itself. */
  readonly output?: () => string
}

/** The adapter under test, described once for all cases. */
export interface Subject {
  /** Shown as the name of the group. */
  readonly vendor: string
  /** Called once a case with a fresh world. */
  start(world: World): Promise<Started>
  readonly ids?: Ids
  /** The world's clinics this mock serves. Default: all. */
  readonly clinics?: readonly string[]
  readonly carries?: Partial<Carries>
}

/** What a case gets. The oracle is `world` and `server`, never the adapter reading back itself. */
export interface Stage {
  readonly world: World
  readonly adapter: MisAdapter
  readonly server: MockServer
  readonly ids: Ids
  readonly clinics: readonly string[]
  readonly carries: Carries
  output(): string
}

/** One sentence that must hold for every adapter; it throws an `AssertionError` where it does not. */
export interface Case<Name extends string = string> {
  readonly family: Family
  /** Unique; a sentence. */
  readonly name: Name
  /** What goes wrong in a clinic when it does not hold. */
  readonly why: string
  run(stage: Stage): Promise<void>
}

/** Gives every case of a file its family, and keeps the names as a literal type. */
export function family<const Name extends string>(
  name: Family,
  cases: readonly Omit<Case<Name>, 'family'>[],
): readonly Case<Name>[] {
  return cases.map((one) => ({ ...one, family: name }))
}
