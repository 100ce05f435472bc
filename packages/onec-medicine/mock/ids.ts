const prefixes = { doctor: 'd0c00000', clinic: '0c1c0000', appointment: 'a0000000', service: '5e000000' } as const

export type OneCKind = keyof typeof prefixes

/**
 * The reference that a thing of the world has on the wire of 1C: doctor `7` is
 * `d0c00000-0000-11ef-8000-000000000007`. Throws a `RangeError` unless `worldId` is 1 to 12 digits.
 */
export function oneCGuid(kind: OneCKind, worldId: string): string {
  return guidOf(prefixes[kind], worldId)
}

/** The world's id behind a reference, in either case of letters; undefined for a reference of another kind or none. */
export function worldIdOf(kind: OneCKind, guid: string): string | undefined {
  const match = /^([0-9a-f]{8})-0000-11ef-8000-(\d{12})$/.exec(guid.trim().toLowerCase())
  if (match?.[1] !== prefixes[kind]) return undefined
  return match[2]?.replace(/^0+(?=\d)/, '')
}

/** A reference of a kind of the mock's own. */
export function guidOf(prefix: string, digits: string): string {
  if (!/^\d{1,12}$/.test(digits)) throw new RangeError('oneCGuid: give the world id, 1 to 12 digits')
  return `${prefix}-0000-11ef-8000-${digits.padStart(12, '0')}`
}
