import { MisError } from '@mis/core'
import { nameIn, type OperationContract, type RequestPart, type ScheduleContract } from '../wire/contract.ts'

/** Values of a request by name; a structure is a record. Undefined leaves the element out, null sends `xsi:nil`. */
export type Values = { readonly [name: string]: string | null | undefined | Values }

/** WS-Addressing headers of one message. */
export interface Addressing {
  /** The address the service knows itself by, not a proxy's. */
  readonly to: string
  readonly messageId: string
}

const namespaces = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
} as const
const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance'
const addressing10 = 'http://www.w3.org/2005/08/addressing'

/**
 * The whole message, its elements in the order the contract declares.
 *
 * @throws MisError `invalid-request` naming the field that holds a character no XML document can carry.
 */
export function envelope(
  contract: ScheduleContract,
  operation: OperationContract,
  values: Values,
  addressing?: Addressing,
): string {
  const body = elements(operation.request, values, contract, '')
  const name = operation.name
  return (
    `<s:Envelope xmlns:s="${namespaces[contract.soapVersion]}">` +
    (addressing === undefined ? '' : header(operation.action, addressing)) +
    `<s:Body><${name} xmlns="${escaped(contract.namespace)}" xmlns:i="${schemaInstance}">${body}</${name}></s:Body>` +
    '</s:Envelope>'
  )
}

/** The headers a message of this contract goes with. */
export function headersFor(contract: ScheduleContract, operation: OperationContract): Record<string, string> {
  const { action } = operation
  return contract.soapVersion === '1.2'
    ? { 'content-type': `application/soap+xml; charset=utf-8; action="${action}"`, accept: 'application/soap+xml' }
    : { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${action}"`, accept: 'text/xml' }
}

function header(action: string, { to, messageId }: Addressing): string {
  return (
    `<s:Header xmlns:a="${addressing10}"><a:Action s:mustUnderstand="1">${escaped(action)}</a:Action>` +
    `<a:MessageID>urn:uuid:${escaped(messageId)}</a:MessageID>` +
    `<a:ReplyTo><a:Address>${addressing10}/anonymous</a:Address></a:ReplyTo>` +
    `<a:To s:mustUnderstand="1">${escaped(to)}</a:To></s:Header>`
  )
}

function elements(parts: readonly RequestPart[], values: Values, contract: ScheduleContract, path: string): string {
  let written = ''
  for (const part of parts) {
    const name = typeof part === 'string' ? part : part.name
    const value = values[name]
    if (value === undefined) continue
    const element = nameIn(contract, name)
    if (value === null) written += `<${element} i:nil="true"/>`
    else if (typeof value === 'string') written += `<${element}>${text(value, path + name)}</${element}>`
    else if (typeof part !== 'string') {
      written += `<${element}>${elements(part.members, value, contract, `${path}${name}.`)}</${element}>`
    }
  }
  return written
}

/** What XML 1.0 cannot hold, not even escaped: control characters, halves of surrogate pairs, U+FFFE, U+FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u

function text(value: string, field: string): string {
  if (!unwritable.test(value)) return escaped(value)
  const hint = `${field}: leave out characters that no XML document can hold`
  throw new MisError('invalid-request', { details: { fields: [field] }, hint })
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

function escaped(value: string): string {
  return value.replace(/[&<>"\r]/g, (character) => entities[character] ?? character)
}
