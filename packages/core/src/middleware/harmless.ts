/** Whoever is told must not lose a booking: what `tell` throws, now or later, is ignored. */
export function harmless<T>(tell: () => T): T | undefined {
  try {
    const told = tell()
    if (told instanceof Promise) told.catch(() => {})
    return told
  } catch {
    return undefined
  }
}
