import type { EsiaCertificate } from './keys.ts'
import type { TokenVerifierOptions } from './types.ts'

const dayMs = 86_400_000

/** Tells of certificates that end within `warnDays` or have ended, of each at most once a day. */
export function expiryWarning(
  certificates: readonly EsiaCertificate[],
  warnDays: number,
  onExpiring: TokenVerifierOptions['onExpiring'],
): (nowMs: number) => void {
  const told = new Map<EsiaCertificate, number>()
  return (nowMs) => {
    if (!onExpiring) return
    for (const certificate of certificates) {
      const leftMs = certificate.notAfter.getTime() - nowMs
      if (leftMs > warnDays * dayMs || nowMs - (told.get(certificate) ?? Number.NEGATIVE_INFINITY) < dayMs) continue
      told.set(certificate, nowMs)
      try {
        onExpiring({ hash: certificate.hash, notAfter: certificate.notAfter, daysLeft: Math.floor(leftMs / dayMs) })
      } catch {
        // Promised: a warning never stops a sign-in.
      }
    }
  }
}
