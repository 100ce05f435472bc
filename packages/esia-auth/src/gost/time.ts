import { type Element, tags, unreadable } from './der-reader.ts'

const forms: Readonly<Record<number, RegExp>> = {
  [tags.utcTime]: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
  [tags.generalizedTime]: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/,
}

/** A UTCTime (1950–2049) or a GeneralizedTime, in whole seconds. */
export function readTime(element: Element | undefined, what: string): Date {
  const text = Buffer.from(element?.body ?? []).toString('latin1')
  const [, year = '', month, day, hour, minute, second] = forms[element?.tag ?? 0]?.exec(text) ?? []
  const full = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`
  const moment = new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (year === '' || Number.isNaN(moment.getTime())) throw unreadable(what)
  return moment
}
