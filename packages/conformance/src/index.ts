export type { Carries, Case, Family, Ids, Stage, Started, Subject } from './case.ts'
export { type CaseName, cases } from './cases.ts'
export { type Fake, type Mutant, mutants } from './mutants.ts'
export { conformance, type Runner, runCase } from './run.ts'
