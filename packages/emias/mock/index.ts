export { emiasMock } from './emias-mock.ts'
export type { EmiasBooking, EmiasMockOptions, EmiasRule, EmiasWorld } from './options.ts'
