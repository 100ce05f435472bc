export type {
  AppointmentChange,
  AppointmentQuery as StoredAppointmentQuery,
  AppointmentStore,
  Recorded,
  StoredAppointment,
} from './store/appointments.ts'
export type { HeldSlot, HoldStore, NewHold, Taken } from './store/holds.ts'
export type {
  Advance,
  Claim,
  ClaimQuery,
  Inserted,
  Intent,
  IntentKind,
  IntentQuery,
  IntentState,
  IntentStore,
  NewIntent,
  Progress,
  Refusal,
} from './store/intents.ts'
export type { EventDraft, OutboxStore, StoredEvent } from './store/outbox.ts'
export { plainSealer, type Sealer } from './store/sealer.ts'
export type { Store } from './store/store.ts'
export { type MemoryStoreOptions, memoryStore } from './stores/memory/memory-store.ts'
