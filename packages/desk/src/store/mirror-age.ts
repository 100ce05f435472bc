import type { MirrorRound } from './mirror.ts'

/** How old a day is: as its own word, or as the last whole round that had it where that is newer. */
export function ageOfDay(
  round: MirrorRound | null,
  doctorId: string,
  { day, asOf }: { day: string; asOf: number },
): number {
  if (asOf === 0 || round === null || day < round.from || round.to < day) return asOf
  const behind = round.behind.find((one) => one.doctorId === doctorId)
  return Math.max(asOf, behind === undefined ? round.asOf : behind.asOf)
}
