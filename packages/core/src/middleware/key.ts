import type { Call } from '../contract/adapter.ts'

/** One text for one query, whatever the order of its members. */
export function keyOf(call: Pick<Call, 'operation' | 'input'>): string {
  const members = Object.entries(call.input).filter(([, value]) => value !== undefined)
  // The usual query of a directory, asked for on every page of a site.
  if (members.length === 0) return call.operation
  return JSON.stringify([call.operation, members.sort(([a], [b]) => (a < b ? -1 : 1))])
}
