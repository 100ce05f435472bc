export { type AcmeOptions, createAcme } from './adapter.ts'
