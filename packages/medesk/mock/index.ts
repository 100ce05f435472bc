export { medeskMock } from './medesk-mock.ts'
export type { BookingInQuestion, ClinicRule, MedeskMockOptions, MedeskWorld } from './options.ts'
