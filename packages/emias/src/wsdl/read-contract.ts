import { MisError } from '@mis/core'
import {
  type OperationContract,
  optionalParts,
  type RequestPart,
  requestParts,
  type ScheduleContract,
  type WireOperation,
} from '../wire/contract.ts'
import { type Described, describeWsdl } from './describe.ts'

/** How to read a WSDL that names things in its own way. */
export interface WsdlOptions {
  /** What this installation calls things, by the names used here, where they differ by more than case. */
  readonly names?: Readonly<Record<string, string>>
  /** Which binding counts. Default: the first one of SOAP 1.2 that has GetSchedule, else of 1.1. */
  readonly binding?: string
  /** Documents the WSDL imports, by the location it names. Default: none; the network and the disk are never asked. */
  readonly imports?: Readonly<Record<string, string>>
}

const wireOperations = Object.keys(requestParts) as WireOperation[]

/**
 * The contract of the customer's own WSDL: namespace, actions and the order of elements; plain data that can be kept in a
 * file. An operation the WSDL lacks is absent, and so the capability is.
 *
 * @throws MisError `invalid-request` naming `wsdl` where it cannot be read, imports what was not given, or lacks
 * GetSchedule or CreateAppointment or a part of one of them.
 */
export async function contractFromWsdl(wsdl: string, options: WsdlOptions = {}): Promise<ScheduleContract> {
  const described = await describeWsdl(wsdl, options)
  const operations: Partial<Record<WireOperation, OperationContract>> = {}
  const names: Record<string, string> = { ...options.names }
  for (const operation of wireOperations) {
    const found = described.operations[nameOf(operation, options)]
    if (found !== undefined) operations[operation] = operationOf(operation, found, names)
  }
  const { GetSchedule, CreateAppointment, ...assumed } = operations
  if (GetSchedule === undefined || CreateAppointment === undefined) {
    throw unreadable(
      'it must have GetSchedule and CreateAppointment; where they are called otherwise, say so in `names`',
    )
  }
  return {
    namespace: described.namespace,
    soapVersion: described.soapVersion,
    operations: { GetSchedule, CreateAppointment, ...assumed },
    ...(Object.keys(names).length > 0 && { names }),
  }
}

export function unreadable(what: string, cause?: unknown): MisError {
  return new MisError('invalid-request', {
    operation: 'contractFromWsdl',
    details: { fields: ['wsdl'] },
    hint: `wsdl: ${what}`,
    ...(cause !== undefined && { cause }),
  })
}

const nameOf = (name: string, { names }: WsdlOptions) => names?.[name] ?? name

/** `names` learns what differs by case alone. */
function operationOf(
  operation: WireOperation,
  { element, action, input }: Described,
  names: Record<string, string>,
): OperationContract {
  return { name: element, action, request: inOrder(operation, requestParts[operation], input, names) }
}

function inOrder(
  operation: WireOperation,
  parts: readonly RequestPart[],
  declared: Described['input'],
  names: Record<string, string>,
): RequestPart[] {
  const order = Object.keys(declared)
  const placed = parts.flatMap((part): { readonly at: number; readonly part: RequestPart }[] => {
    const name = typeof part === 'string' ? part : part.name
    const element = names[name] ?? order.find((each) => each.toLowerCase() === name.toLowerCase())
    const at = element === undefined ? -1 : order.indexOf(element)
    if (element === undefined || at < 0) {
      if (optionalParts.includes(name)) return []
      throw unreadable(`${operation} has no element for ${name}; give its name in \`names\``)
    }
    if (element !== name) names[name] = element
    if (typeof part === 'string') return [{ at, part }]
    const members = declared[element]
    if (typeof members !== 'object') throw unreadable(`${operation}: ${element} is no structure`)
    return [{ at, part: { name, members: inOrder(operation, part.members, members, names) } }]
  })
  return placed.sort((one, other) => one.at - other.at).map(({ part }) => part)
}
