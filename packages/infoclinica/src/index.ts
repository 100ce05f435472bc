export { createInfoclinica } from './create-infoclinica.ts'
export type { InfoclinicaOptions } from './options.ts'
