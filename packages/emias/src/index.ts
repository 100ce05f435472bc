export { createEmias } from './create-emias.ts'
export type { EmiasOptions } from './options.ts'
