export { createMedesk } from './create-medesk.ts'
export type { MedeskOptions } from './options.ts'
