import type { Answer } from '../profile.ts'
import type { OneCQuirks } from '../quirks.ts'
import type { Refusal } from './refusal.ts'

/** What stands on the wire, with the oddities of this base. */
export function writeDown(
  answer: Answer,
  quirks: OneCQuirks = {},
  headers: Readonly<Record<string, string>>,
): Response {
  const { status = 200 } = answer
  if ('text' in answer) return respond(answer.text, status, plain, quirks, headers)
  const value = quirks.unknownMembers === true ? withUnknownMembers(answer.json) : answer.json
  const text = (quirks.bom === true ? '\uFEFF' : '') + JSON.stringify(value)
  return respond(text, status, 'application/json; charset=utf-8', quirks, headers)
}

/** A refusal's text, as it is or inside a page. */
export function writeRefusal(
  refusal: Refusal,
  quirks: OneCQuirks = {},
  headers: Readonly<Record<string, string>>,
): Response {
  const { status, message } = refusal
  const all = { ...headers, ...refusal.headers }
  if (quirks.errors !== 'html') return respond(message, status, plain, quirks, all)
  const lines = escaped(message).replaceAll('\n', '<br>')
  const page = `<!DOCTYPE html><html><head><title>Ошибка 1С:Предприятия</title></head><body><p>${lines}</p></body></html>`
  return new Response(page, { status, headers: { ...all, 'content-type': 'text/html; charset=utf-8' } })
}

const plain = 'text/plain; charset=utf-8'

function respond(
  text: string,
  status: number,
  type: string,
  { contentType }: OneCQuirks,
  headers: Readonly<Record<string, string>>,
): Response {
  const named = contentType === 'missing' ? {} : { 'content-type': contentType === 'text/plain' ? plain : type }
  // Bytes, because a text would get a content type by itself.
  return new Response(new TextEncoder().encode(text), { status, headers: { ...headers, ...named } })
}

function withUnknownMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownMembers)
  if (typeof value !== 'object' || value === null) return value
  const known = Object.entries(value).map(([name, member]) => [name, withUnknownMembers(member)])
  return { ...Object.fromEntries(known), НовыйРеквизит: 'значение', extra: { nested: [1, null, 'x'] } }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
