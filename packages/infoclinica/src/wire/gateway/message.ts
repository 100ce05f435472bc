import { MisError } from '@mis/core/adapter'
import { XMLBuilder } from 'fast-xml-parser'

/** The elements of an input block, in order; `undefined` leaves one out, a nested block is an element of its own. */
export interface Block {
  readonly [element: string]: string | number | undefined | Block
}

/** One message: `<WEB_MSG>` with its routing and its `<MSG_IN>`. */
export interface Message {
  readonly name: string
  /** The branch it is routed to, `MSH.99`; absent for dictionaries. */
  readonly branch?: string
  readonly input: Block
}

/** What `MSH` says beside the routing. */
export interface Envelope {
  /** `MSH.3`; left out where empty. */
  readonly sender: string
  /** `MSH.7`, `yyyyMMddHHmmss`. */
  readonly time: string
  /** `MSH.10`. */
  readonly id: string
}

/** [doc] The one address of all messages. */
export const messagePath = '/api/xml'
export const messageType = 'text/xml; charset=UTF-8'

/** What the caller calls the value that goes into an element. */
const fieldOf: Readonly<Record<string, string>> = {
  LASTNAME: 'patient.lastName',
  FIRSTNAME: 'patient.firstName',
  MIDNAME: 'patient.middleName',
  EMAIL: 'patient.email',
  PHONE: 'patient.phone',
  BDATE: 'from',
  FDATE: 'to',
  DCODE: 'slot.doctorId',
  DCODEIN: 'doctorId',
  EXTSCHEDID: 'reference',
  FILLIST: 'clinicId',
  'MSH.99': 'clinicId',
  SCHEDID: 'appointment.id',
  SCHLIST: 'serviceId',
}

/** Control characters and halves of characters: XML 1.0 cannot hold them, or would change them on the way. */
const unwritable = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })

/**
 * A message as XML. Numbers are written unpadded, [doc].
 *
 * @throws MisError `invalid-request` naming the field whose text XML cannot hold.
 */
export function writeMessage({ name, branch, input }: Message, { sender, time, id }: Envelope): string {
  const header: Block = {
    'MSH.3': sender === '' ? undefined : sender,
    'MSH.7': { 'TS.1': time },
    'MSH.9': { 'MSG.1': 'WEB', 'MSG.2': name },
    'MSH.10': id,
    'MSH.18': 'UTF-8',
    'MSH.99': branch,
  }
  return builder.build({
    [`WEB_${name}`]: { '@xmlns': 'http://sdsys.ru/', MSH: written(header), [`${name}_IN`]: written(input) },
  })
}

function written(block: Block): Record<string, unknown> {
  const elements: Record<string, unknown> = {}
  for (const [element, value] of Object.entries(block)) {
    if (value === undefined) continue
    elements[element] = typeof value === 'object' ? written(value) : textOf(element, value)
  }
  return elements
}

function textOf(element: string, value: string | number): string {
  const text = String(value)
  const isWritable = typeof value === 'number' ? Number.isSafeInteger(value) : !unwritable.test(text)
  if (isWritable) return text
  const field = fieldOf[element] ?? element
  throw new MisError('invalid-request', {
    details: { fields: [field] },
    hint: `${field}: no control characters, they have no place in XML`,
  })
}
