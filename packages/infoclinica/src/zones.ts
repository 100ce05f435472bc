import { isTimeZone, MisError, offsetAt } from '@mis/core/adapter'

/** What the caller said of zones. */
export interface KnownZones {
  /** The zone of the adapter. */
  readonly timeZone: string
  /** By branch id; wins over everything. */
  readonly timeZones: Readonly<Record<string, string>>
}

/** The zone of most people for each offset that Russia has; none of them moves its clocks. */
const russian: Readonly<Record<number, string>> = {
  2: 'Europe/Kaliningrad',
  3: 'Europe/Moscow',
  4: 'Europe/Samara',
  5: 'Asia/Yekaterinburg',
  6: 'Asia/Omsk',
  7: 'Asia/Krasnoyarsk',
  8: 'Asia/Irkutsk',
  9: 'Asia/Yakutsk',
  10: 'Asia/Vladivostok',
  11: 'Asia/Magadan',
  12: 'Asia/Kamchatka',
}

/**
 * The IANA zone of a branch from its `TIMEZONE`, whole hours from UTC [doc]: what `timeZones` says of it; else the
 * adapter's `timeZone` where its offset agrees or the branch names none; else the Russian zone of that offset; else
 * `Etc/GMT…`.
 *
 * @throws MisError `bad-response` where TIMEZONE is no such number.
 */
export function zoneOfBranch(branch: string, offset: string | undefined, known: KnownZones, now: number): string {
  const told = Object.hasOwn(known.timeZones, branch) ? known.timeZones[branch] : undefined
  if (told !== undefined) return told
  if (offset === undefined || offset.trim() === '') return known.timeZone
  if (!/^\s*[+-]?\d{1,2}\s*$/.test(offset) || Math.abs(Number(offset)) > 14) throw unknownZone()
  const hours = Number(offset)
  if (offsetAt(now, known.timeZone) === written(hours)) return known.timeZone
  // The signs of these zones are turned round: Etc/GMT-5 is five hours ahead of Greenwich.
  const zone = russian[hours] ?? `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
  if (!isTimeZone(zone)) throw unknownZone()
  return zone
}

function written(hours: number): string {
  return `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`
}

export function unknownZone(): MisError {
  const why = 'a branch without a time zone'
  return new MisError('bad-response', { details: { why }, hint: `${why}: name it in timeZones` })
}
