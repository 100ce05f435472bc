/** Answers shared by several callers are frozen, so that none of them can change them for the others. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  // A list of the members of each slot would take longer than freezing them.
  if (Array.isArray(value)) for (const member of value) deepFreeze(member)
  else for (const name in value) deepFreeze(value[name])
  return Object.freeze(value)
}
