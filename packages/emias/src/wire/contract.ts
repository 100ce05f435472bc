/** What a request holds, in the order the service reads it. A structure has members of its own. */
export type RequestPart = string | { readonly name: string; readonly members: readonly RequestPart[] }

/** One operation as the service declares it. */
export interface OperationContract {
  /** The element that wraps the request; the answer's is `<name>Response`. */
  readonly name: string
  /** The value of `action` in the content type (SOAP 1.2) or of the SOAPAction header (1.1). */
  readonly action: string
  /** In the declared order: a service that reads in order skips what comes too late, without a word. */
  readonly request: readonly RequestPart[]
}

/** The operations this adapter knows, by the names of the requirement document and of the assumed rest. */
export type WireOperation =
  | 'GetSchedule'
  | 'CreateAppointment'
  | 'GetDoctors'
  | 'CancelAppointment'
  | 'GetAppointment'
  | 'GetPatientAppointments'
  | 'MoveAppointment'

/**
 * What the service calls things: data, because no two installations must be alike. An operation that is absent is
 * switched off.
 */
export interface ScheduleContract {
  /** Target namespace of the service's own elements. */
  readonly namespace: string
  readonly soapVersion: '1.1' | '1.2'
  readonly operations: { readonly [O in 'GetSchedule' | 'CreateAppointment']: OperationContract } & {
    readonly [O in Exclude<WireOperation, 'GetSchedule' | 'CreateAppointment'>]?: OperationContract
  }
  /** Element names of this installation by the names used here, such as `{ SlotId: 'TicketId' }`. Default: the same. */
  readonly names?: Readonly<Record<string, string>>
}

const defaultNamespace = 'urn:example:emias:1'

/** The parts of each request, in the order of the requirement document. [req] for the first two, the rest [assumed]. */
export const requestParts: Readonly<Record<WireOperation, readonly RequestPart[]>> = {
  GetSchedule: ['lpuCode', 'doctorId', 'dateFrom', 'dateTo'],
  CreateAppointment: [
    'lpuCode',
    'doctorId',
    'slotId',
    { name: 'patient', members: ['lastName', 'firstName', 'middleName', 'birthDate', 'snils', 'oms'] },
  ],
  GetDoctors: ['lpuCode'],
  CancelAppointment: ['lpuCode', 'appointmentId'],
  GetAppointment: ['lpuCode', 'appointmentId'],
  GetPatientAppointments: ['lpuCode', 'snils', 'oms', 'dateFrom', 'dateTo'],
  MoveAppointment: ['lpuCode', 'appointmentId', 'doctorId', 'slotId'],
}

/** Both may be left out of a request. */
export const optionalParts: readonly string[] = ['middleName', 'dateTo']

/** The first part that an operation needs and a request has not; a member as `patient.snils`. */
export function missingPart(operation: WireOperation, request: readonly RequestPart[]): string | undefined {
  return missingAmong(requestParts[operation], request)
}

function missingAmong(needed: readonly RequestPart[], request: readonly RequestPart[]): string | undefined {
  for (const part of needed) {
    const name = typeof part === 'string' ? part : part.name
    const found = request.find((each) => (typeof each === 'string' ? each : each.name) === name)
    if (found === undefined && !optionalParts.includes(name)) return name
    if (typeof part === 'string' || found === undefined) continue
    const member = typeof found === 'string' ? '' : missingAmong(part.members, found.members)
    if (member !== undefined) return `${name}.${member}`.replace(/\.$/, '')
  }
  return undefined
}

const standard = (name: WireOperation): OperationContract => ({
  name,
  action: `${defaultNamespace}/${name}`,
  request: requestParts[name],
})

/** The requirement document's service, its gaps filled as the contract page does. */
export const defaultContract: ScheduleContract = {
  namespace: defaultNamespace,
  soapVersion: '1.2',
  operations: {
    GetSchedule: standard('GetSchedule'),
    CreateAppointment: standard('CreateAppointment'),
    GetDoctors: standard('GetDoctors'),
    CancelAppointment: standard('CancelAppointment'),
    GetAppointment: standard('GetAppointment'),
    GetPatientAppointments: standard('GetPatientAppointments'),
    MoveAppointment: standard('MoveAppointment'),
  },
}

/** This installation's name of an element. */
export function nameIn(contract: ScheduleContract, name: string): string {
  return contract.names?.[name] ?? name
}
