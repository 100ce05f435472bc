export { createVirtualClock, type VirtualClock, type VirtualClockOptions } from './clock/virtual-clock.ts'
export type { FakeCapabilities } from './fake/capabilities.ts'
export { fakeDialect } from './fake/dialect.ts'
export { type FakeMisOptions, fakeMis } from './fake/fake-mis.ts'
export { inProcess } from './server/in-process.ts'
export { listen } from './server/listen.ts'
export type {
  Fault,
  FaultRule,
  FaultTarget,
  InProcessServer,
  ListenOptions,
  MockHandler,
  MockOptions,
  MockServer,
  RecordedRequest,
} from './server/types.ts'
export { UnmatchedRequest, unmatched } from './server/unmatched.ts'
export { type TestPatient, testPatient } from './world/patients.ts'
export type {
  BookRefusal,
  CancelRefusal,
  HoldRefusal,
  RescheduleRefusal,
  World,
  WorldAppointment,
  WorldBooking,
  WorldHold,
  WorldHoldResult,
  WorldOptions,
  WorldResult,
  WorldRules,
  WorldSlotQuery,
  WorldVisit,
} from './world/types.ts'
export { createWorld } from './world/world.ts'
