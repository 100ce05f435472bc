/** Epoch milliseconds of `yyyy.MM.dd HH:mm:ss +HHMM`; undefined where it is written otherwise or is no such time. */
export function timeOf(timestamp: string): number | undefined {
  const parts = /^(\d{4})\.(\d\d)\.(\d\d) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)([0-5]\d)$/.exec(timestamp)
  if (parts === null) return undefined
  const [, year, month, day, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = parts
  const local = `${year}-${month}-${day}T${hours}:${minutes}:${seconds}.000Z`
  const epoch = Date.parse(local)
  // Hour 24 and 31 February roll over to another text.
  if (Number.isNaN(epoch) || new Date(epoch).toISOString() !== local) return undefined
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000
  return sign === '+' ? epoch - offset : epoch + offset
}

/** `DD.MM.YYYY` of `YYYY-MM-DD`. */
export function dateOnWire(day: string): string {
  return day.split('-').toReversed().join('.')
}
