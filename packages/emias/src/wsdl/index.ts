export type { OperationContract, RequestPart, ScheduleContract, WireOperation } from '../wire/contract.ts'
export { contractFromWsdl, type WsdlOptions } from './read-contract.ts'
