export { type ClinicFixtures, type ClinicTestOptions, clinicTest } from './clinic-test.ts'
