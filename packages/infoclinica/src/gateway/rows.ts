import type { Context } from '@mis/core'
import { decode, MisError } from '@mis/core/adapter'
import type { RecordShape, XmlRecord, XmlSink } from '@mis/core/xml'
import type { ZodType } from 'zod'
import type { Message } from '../wire/gateway/message.ts'
import type { Exchange, GatewayClient } from './client.ts'

/** The rows of one answer. */
export interface Rows<T> {
  readonly shape: RecordShape
  readonly schema: ZodType<T>
  /** Names them in an error. */
  readonly what: string
}

/** Gathers rows; each is checked as it comes. */
export function gather<T>({ shape, schema, what }: Rows<T>): { readonly sink: XmlSink; readonly rows: T[] } {
  const rows: T[] = []
  const onRecord = (record: XmlRecord) => void rows.push(decode(schema, record, what))
  return { sink: { shape, onRecord }, rows }
}

/** The rows of a message that is answered whole. */
export async function listOf<T>(
  client: GatewayClient,
  message: Message,
  rows: Rows<T>,
  context: Context,
  exchange: Exchange = {},
): Promise<readonly T[]> {
  const gathered = gather(rows)
  await client.send(message, context, { ...exchange, sinks: [gathered.sink] })
  return gathered.rows
}

const pageRows = 100
/** A run that does not end is a server that does not count; 100,000 rows are more than any list here. */
const mostPages = 1000
const counts = ['RECORDSDATA/ITEMSNUMBER', 'RECORDSDATA/LASTROW'] as const

/**
 * The rows of a message that is answered in pages. A page may be shorter than asked for: the end is where a page is
 * empty, or short and RECORDSDATA speaks of no more. Short is not what looks like the server's own maximum.
 */
export async function allPages<T>(
  client: GatewayClient,
  message: (first: number, last: number) => Message,
  rows: Rows<T>,
  context: Context,
): Promise<readonly T[]> {
  const all: T[] = []
  let length = 0
  for (let page = 0; page < mostPages; page += 1) {
    const first = all.length + 1
    const last = all.length + pageRows
    const gathered = gather(rows)
    const { out } = await client.send(message(first, last), context, { sinks: [gathered.sink], fields: counts })
    const found = gathered.rows
    // A server that does not page sends the same rows for ever.
    if (page > 0 && found.length > 0 && JSON.stringify(found) === JSON.stringify(all.slice(-found.length))) return all
    all.push(...found)
    if (found.length === 0 || found.length > pageRows) return all
    const total = Number(out[counts[0]] ?? 0)
    const told = Number(out[counts[1]] ?? last)
    if (page === 0) length = found.length
    // [assumed] A server with a maximum of its own has a round one, and fills its pages to it.
    const isFilled = found.length === pageRows || (found.length === length && length % 10 === 0)
    if (!isFilled && !(total > all.length) && !(told < last)) return all
  }
  const why = `${rows.what}: the pages do not end`
  throw new MisError('bad-response', { details: { why }, hint: why })
}
