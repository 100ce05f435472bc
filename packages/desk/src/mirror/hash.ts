import { createHash } from 'node:crypto'

/** Equal for what a MIS told in the same words. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}
