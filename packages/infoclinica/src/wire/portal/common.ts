import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'

/** [client] What every call of the web cabinet says of itself. */
export const portalHeaders = (origin: string) => ({
  'wr2-apirequest': '_',
  'x-integration-type': 'PORTAL-WR2',
  accept: 'application/json',
  origin,
  referer: `${origin}/`,
})

/** Numbers by most answers, words by some. */
export const idSchema = z.union([z.int(), z.string().trim().min(1).max(64)]).transform(String)

export const optionalText = z.string().nullish()

/** `yyyymmdd` */
export const dateSchema = z.string().regex(/^\d{8}$/)

/** An id of digits travels as a number, where a number can hold it; any other id as it is. */
export function outgoingId(id: string): number | string {
  const number = Number(id)
  return /^(0|[1-9]\d{0,15})$/.test(id) && Number.isSafeInteger(number) ? number : id
}

/** Rows as `{ data: [...] }`, or bare. */
export const rowsOf = <T>(row: z.ZodType<T>) =>
  z.union([z.object({ data: z.array(row) }).transform(({ data }) => data), z.array(row)])

/** What an answer says of itself; a list says nothing. */
const outcomeSchema = z.object({
  success: z.boolean().optional().catch(undefined),
  authenticated: z.boolean().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
})
export type WireOutcome = z.infer<typeof outcomeSchema>

export function readOutcome(body: unknown): WireOutcome {
  const read = outcomeSchema.safeParse(body)
  return read.success ? read.data : {}
}

export type PortalRequest = Pick<HttpRequest, 'method' | 'path' | 'query' | 'json' | 'effect'>
