export type { StartedStore, StoreCase, StoreFamily, StoreStage, StoreSubject } from './case.ts'
export { type StoreCaseName, storeCases } from './cases.ts'
export { type StoreMutant, storeMutants } from './mutants.ts'
export { runStoreCase, type StoreRunner, storeConformance } from './run.ts'
