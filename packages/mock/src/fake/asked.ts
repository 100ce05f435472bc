import { isDay } from '@mis/core'
import { invalid } from './refusal.ts'

/** A request taken apart, with readers that refuse what does not fit. */
export interface Asked {
  readonly id: string
  /** A parameter of the query; undefined where it is absent. */
  query(name: string): string | undefined
  /** A member of the body that must be text where it is there. */
  text(name: string): string | undefined
  member(name: string): unknown
}

export function ask(id: string, query: URLSearchParams, body: string): Asked {
  const members = membersOf(body)
  return {
    id,
    query: (name) => query.get(name) ?? undefined,
    member: (name) => members[name],
    text(name) {
      const value = members[name]
      if (value !== undefined && typeof value !== 'string') throw invalid(name)
      return value
    },
  }
}

function membersOf(body: string): Readonly<Record<string, unknown>> {
  if (body === '') return {}
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
  } catch {}
  throw invalid('body')
}

/** What must be there. */
export function need(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw invalid(name)
  return value
}

/** A day, or undefined where it is absent. */
export function dayOf(name: string, value: string | undefined): string | undefined {
  if (value !== undefined && !isDay(value)) throw invalid(name)
  return value
}

const pageSize = 50

/** One page of a list; the cursor is the place of its first item. */
export function pageOf<T>(items: readonly T[], cursor: unknown, limit: unknown): { items: T[]; next?: string } {
  const from = cursor === undefined ? 0 : Number(cursor)
  if (!Number.isInteger(from) || from < 0) throw invalid('cursor')
  const size = limit === undefined ? pageSize : Number(limit)
  if (!Number.isInteger(size) || size < 1) throw invalid('limit')
  const to = from + Math.min(size, pageSize)
  return { items: items.slice(from, to), ...(to < items.length && { next: String(to) }) }
}
