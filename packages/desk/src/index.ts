export type { Alternative, AlternativeReason } from './alternatives.ts'
export { type AuditOptions, audit } from './audit/audit-layer.ts'
export { auditHash } from './audit/chain.ts'
export { type AuditAnchor, type AuditVerdict, type BrokenLink, verifyAudit } from './audit/verify-audit.ts'
export { type ConsentFacts, type Consents, type ConsentsOptions, createConsents } from './consent/consents.ts'
export { createDesk, type Desk, type DeskCallOptions, type HoldOutcome } from './desk.ts'
export type { DeskEvent, DeskEventType, DeskListener } from './desk-events.ts'
export { createEvents, type Events, type Replay } from './events/create-events.ts'
export type { EventsOptions } from './events/options.ts'
export { type RabbitSinkOptions, rabbitSink } from './events/rabbit-sink.ts'
export { signatureHeader, signWebhook, type VerifyWebhookOptions, verifyWebhook } from './events/signature.ts'
export { DeliveryError, handlerSink, type OutEvent, type Sink } from './events/sink.ts'
export { type WebhookSinkOptions, webhookSink } from './events/webhook-sink.ts'
export type { DeskHold, HoldSlotRequest } from './holds.ts'
export type { Verdict } from './journal/resolve.ts'
export { createMirror, type Mirror, type NearestFree } from './mirror/create-mirror.ts'
export type { Directory } from './mirror/directory.ts'
export type { FreedListener, FreedQuery } from './mirror/freed-slots.ts'
export type { MirrorChange, MirrorOptions } from './mirror/options.ts'
export type { SyncProgress } from './mirror/progress.ts'
export type { DeskOptions } from './options.ts'
export type {
  Booked,
  BookOutcome,
  Cancelled,
  CancelOutcome,
  Checking,
  Expired,
  Moved,
  MoveOutcome,
  NeedsPerson,
  Outcome,
  Queued,
  Refused,
  Sentence,
} from './outcome.ts'
export type { PatientVisits, PatientVisitsQuery } from './patient-visits.ts'
export { createSealer, type KeyedSealer, type SealerOptions, type SealingKey } from './privacy/create-sealer.ts'
export { type EraseOptions, erasePatient } from './privacy/erase-patient.ts'
export { patientKey } from './privacy/patient-key.ts'
export { type ResealOptions, type ResealProgress, reseal } from './privacy/reseal.ts'
export { keyIdOf } from './privacy/sealed-bytes.ts'
export { type Channel, ChannelError, type ChannelMessage, type Contact, type Language } from './reminders/channel.ts'
export { type EmailChannelOptions, emailChannel } from './reminders/channels/email-channel.ts'
export { type SmsChannelOptions, type SmsRequest, smsChannel } from './reminders/channels/sms-channel.ts'
export { type WebPushChannelOptions, webPushChannel } from './reminders/channels/web-push-channel.ts'
export { createReminders, type Reminders } from './reminders/create-reminders.ts'
export type { RemindersOptions } from './reminders/options.ts'
export type { QuietHours } from './reminders/quiet.ts'
export type { ReminderKind } from './reminders/rules.ts'
export { defaultTemplates, type Template, type Templates } from './reminders/templates.ts'
export type { ReminderVisit, VisitFacts } from './reminders/visit.ts'
export type { DeskBookRequest, DeskCancelRequest, DeskMoveRequest, Which } from './requests.ts'

export type {
  AppointmentChange,
  AppointmentQuery as StoredAppointmentQuery,
  AppointmentStore,
  Recorded,
  StoredAppointment,
} from './store/appointments.ts'
export type { AuditDraft, AuditEntry, AuditOutcome, AuditStore } from './store/audit.ts'
export type { ConsentDraft, ConsentEntry, ConsentStore } from './store/consents.ts'
export type { DeadLetter, DeliveryClaim, DeliveryPlace, DeliveryStore } from './store/deliveries.ts'
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
export type {
  DayChange,
  DayMark,
  DayQuery,
  DoctorBehind,
  EntryKind,
  MirrorDay,
  MirrorEntry,
  MirrorRound,
  MirrorStore,
  NearestQuery,
} from './store/mirror.ts'
export type { EventDraft, OutboxStore, StoredEvent } from './store/outbox.ts'
export type { Erasure, PrivacyStore, SealedColumn, SealedPage, SealedValue } from './store/privacy.ts'
export type { NewReminder, Reminder, ReminderClaim, ReminderState, ReminderStore } from './store/reminders.ts'
export { plainSealer, type Sealer } from './store/sealer.ts'
export type { Sections } from './store/sections.ts'
export type { Store } from './store/store.ts'
export { type MemoryStoreOptions, memoryStore } from './stores/memory/memory-store.ts'
export type { PostgresClient, PostgresNotice, PostgresPool, PostgresQuery } from './stores/postgres/pool.ts'
export { type PostgresStoreOptions, postgresStore } from './stores/postgres/postgres-store.ts'
export { type SqliteStoreOptions, sqliteStore } from './stores/sqlite/sqlite-store.ts'
