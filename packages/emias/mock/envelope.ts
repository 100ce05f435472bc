import { XMLBuilder } from 'fast-xml-parser'
import { attribute, child, type Element, parseDocument } from './element.ts'
import { actionNotSupported, Fault, notDeserialized } from './fault.ts'
import type { EmiasMockOptions } from './options.ts'

const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
const addressing10 = 'http://www.w3.org/2005/08/addressing'

/** XML as the builder takes it. `@` marks an attribute. */
export type Tree = { readonly [name: string]: string | Tree | readonly Tree[] }

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })

/** A request taken apart: the child of its Body and what its headers said. */
export interface Message {
  readonly body: Element
  readonly messageId: string | null
}

/** Throws the fault WCF itself would answer with. */
export function readEnvelope(text: string, contentType: string, options: EmiasMockOptions): Message {
  const envelope = parseDocument(text)
  if (envelope === null || envelope.name !== 'Envelope') throw notDeserialized()
  if (envelope.namespace !== soap12) throw new Fault('VersionMismatch', 'Версия SOAP не поддерживается')
  const header = child(envelope, 'Header', soap12)
  const parts = header?.children ?? []
  for (const part of parts) {
    const known = options.addressing === true && part.namespace === addressing10
    if (!known && /^(true|1)$/.test(attribute(part, 'mustUnderstand') ?? '')) {
      throw new Fault('MustUnderstand', 'Заголовок не поддерживается')
    }
  }
  const body = child(envelope, 'Body', soap12)?.children[0]
  if (body === undefined) throw notDeserialized()
  const action = /;\s*action="?([^";]+)"?/i.exec(contentType)?.[1]
  const wanted = `${namespaceOf(options)}/${body.name}`
  if (body.namespace !== namespaceOf(options) || (action !== undefined && action !== wanted)) throw actionNotSupported()
  if (options.addressing !== true) return { body, messageId: null }
  const said = (name: string) => child(header, name, addressing10)?.text.trim()
  if (said('Action') !== wanted) throw actionNotSupported()
  if (!said('To')) throw new Fault('Sender', 'Нет адресата', { subcode: 'DestinationUnreachable' })
  return { body, messageId: said('MessageID') ?? null }
}

export function namespaceOf({ namespace }: EmiasMockOptions): string {
  return namespace ?? 'urn:example:emias:1'
}

/** The envelope of an answer; `content` has the service's own elements without a prefix. */
export function answerEnvelope(
  name: string,
  content: Tree,
  messageId: string | null,
  options: EmiasMockOptions,
): string {
  const { prefix } = options
  const namespace = namespaceOf(options)
  const root: Tree =
    prefix === undefined
      ? { [name]: { '@xmlns': namespace, ...content } }
      : { [`${prefix}:${name}`]: { [`@xmlns:${prefix}`]: namespace, ...prefixed(content, prefix) } }
  const related: Tree =
    options.addressing === true
      ? {
          's:Header': {
            'a:Action': { '@s:mustUnderstand': '1', '#text': `${namespace}/${name}` },
            ...(messageId !== null && { 'a:RelatesTo': messageId }),
          },
        }
      : {}
  return envelopeOf({ ...related, 's:Body': root })
}

export function faultEnvelope(fault: Fault, options: EmiasMockOptions): string {
  const { value, subcode, detail, message } = fault
  return envelopeOf({
    's:Body': {
      's:Fault': {
        's:Code': {
          's:Value': `s:${value}`,
          ...(subcode !== null && { 's:Subcode': { 's:Value': `a:${subcode}` } }),
        },
        's:Reason': { 's:Text': { '@xml:lang': 'ru', '#text': message } },
        ...(detail !== null && {
          's:Detail': {
            ScheduleFault: {
              '@xmlns': namespaceOf(options),
              Code: detail.code,
              Message: message,
              ...(detail.field !== undefined && { Field: detail.field }),
            },
          },
        }),
      },
    },
  })
}

function envelopeOf(content: Tree): string {
  return builder.build({ 's:Envelope': { '@xmlns:s': soap12, '@xmlns:a': addressing10, ...content } })
}

function prefixed(tree: Tree, prefix: string): Tree {
  const entries = Object.entries(tree).map(([name, value]) => {
    const dressed = name.startsWith('@') || name === '#text' ? name : `${prefix}:${name}`
    if (typeof value === 'string') return [dressed, value]
    return [
      dressed,
      Array.isArray(value) ? value.map((each: Tree) => prefixed(each, prefix)) : prefixed(value as Tree, prefix),
    ]
  })
  return Object.fromEntries(entries) as Tree
}
