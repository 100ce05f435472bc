import type { Check, InfoclinicaMockOptions } from '../options.ts'
import { stampOf } from '../wire-time.ts'
import { EnvelopeFault, Refused } from './refusal.ts'
import { type Element, namespace, readDocument, writeDocument, type XmlValue } from './xml.ts'

/** A message whose envelope was found good. */
export interface Message {
  /** `<MSG>`, such as `SCHEDULE`. */
  readonly name: string
  /** MSH.99: the branch it is routed to. */
  readonly branch: string | undefined
  /** `<MSG>_IN`. */
  readonly block: Element | undefined
}

/** What a handler gives back for `<MSG>_OUT`; `SPCOMMENT` and checks may be among it. */
export type Rows = Readonly<Record<string, XmlValue | undefined>>

/** Reads a message. Throws an `EnvelopeFault` with the first thing that is wrong. */
export function readMessage(text: string): Message {
  const document = readDocument(text)
  if (document === undefined) throw new EnvelopeFault('Сообщение не является документом XML')
  const { root } = document
  if (document.namespace !== namespace) throw new EnvelopeFault('Неизвестное пространство имён')
  const header = root.child('MSH')
  if (header === undefined) throw new EnvelopeFault('Нет заголовка MSH')
  const kind = header.text('MSH.9/MSG.1')
  const name = header.text('MSH.9/MSG.2') ?? ''
  if (kind !== 'WEB' || name === '') throw new EnvelopeFault('Неверный вид сообщения MSH.9')
  if (root.name !== `WEB_${name}`) throw new EnvelopeFault('Корневой элемент не соответствует MSH.9')
  if (stampOf(header.text('MSH.7/TS.1') ?? '', 'UTC') === undefined) throw new EnvelopeFault('Неверное время MSH.7')
  if ((header.text('MSH.10') ?? '') === '') throw new EnvelopeFault('Нет номера сообщения MSH.10')
  if (header.text('MSH.18') !== 'UTF-8') throw new EnvelopeFault('Неверная кодировка MSH.18')
  return { name, branch: header.text('MSH.99') || undefined, block: root.child(`${name}_IN`) }
}

/** An accepted message: HTTP 200, ACK, `<MSG>_OUT`. [doc] */
export function accepted(name: string, rows: Rows, options: InfoclinicaMockOptions): Response {
  const informing = options.ack?.informs === true && rows.CHECKDATA === undefined
  const out = {
    SPRESULT: 1,
    SPCOMMENT: 'Выполнено',
    ...(informing && { CHECKDATA: checkRow({ code: 1, label: 'Проверка', text: 'Проверка пройдена' }) }),
    ...rows,
  }
  return acknowledge({ MSA: { 'MSA.1': 'AA' }, [`${name}_OUT`]: out }, options)
}

/** A refusal in the words of the vendor: HTTP 200 all the same. [doc] Throws on what is no refusal. */
export function refused(name: string, error: unknown, options: InfoclinicaMockOptions): Response {
  if (error instanceof EnvelopeFault) {
    const failure = { 'ERR.3': { 'CWE.2': error.message } }
    return acknowledge({ MSA: { 'MSA.1': 'AE' }, ERR: failure }, options)
  }
  if (!(error instanceof Refused)) throw error
  const { result, comment, checks, rows } = error
  const out = { SPRESULT: result, SPCOMMENT: comment, CHECKDATA: checks.map(checkRow), ...rows }
  return acknowledge({ MSA: { 'MSA.1': 'AA' }, [`${name}_OUT`]: out }, options)
}

export function checkRow({ code, label, text }: Check): XmlValue {
  return { CHECKCODE: code, CHECKLABEL: label, CHECKTEXT: text }
}

function acknowledge(content: XmlValue, { ack = {}, prefix = '' }: InfoclinicaMockOptions): Response {
  const { declaration = true, indented = false, cdata = false, contentType = 'text/xml; charset=utf-8' } = ack
  const text = writeDocument('ACK', content, { prefix, declaration, indented, cdata })
  return new Response(text, { headers: { 'content-type': contentType } })
}
