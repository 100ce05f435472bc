/** Texts of the platform, in lower case; they count on any status of 400 or more, in plain text as in HTML. */
const licenceTexts = [
  'не обнаружено свободной лицензии',
  'не найдена лицензия',
  'превышено максимальное количество пользователей',
  'there are no free licenses',
  'license not found',
]
const lostSessionText = 'сеанс отсутствует'

/** What the platform itself says in an error's text; null: it says nothing, the service does. */
export type PlatformWord = 'no-licence' | 'no-session' | null

/** [doc] [client] Licence refusals; [client] a session that is gone. */
export function platformWord(text: string): PlatformWord {
  const lower = text.toLowerCase()
  if (licenceTexts.some((each) => lower.includes(each))) return 'no-licence'
  return lower.includes(lostSessionText) ? 'no-session' : null
}

/** `WORD` of a refusal `WORD: sentence`, [assumed] the form in which a service refuses; undefined where there is none. */
export function refusalWord(text: string): string | undefined {
  return /^\s*([A-Z][A-Z0-9_]{1,63}):/.exec(text)?.[1]
}
