import type { HttpResponse } from '@mis/core/adapter'

/** Texts of the platform, in lower case; they count on any status of 400 or more, in plain text as in HTML. */
const licenceTexts = [
  'не обнаружено свободной лицензии',
  'не найдена лицензия',
  'превышено максимальное количество пользователей',
  'there are no free licenses',
  'license not found',
]
const lostSessionText = 'сеанс отсутствует'

/**
 * What the platform itself says before the service is asked, each a proof that nothing was done: no licence is free
 * [doc] [client], the session is gone, no session can be started [client].
 */
export type PlatformWord = 'no-licence' | 'session-gone' | 'no-start'

/** Null: the service answered, or something that is not told apart from it. */
export function platformWord({ status, text }: HttpResponse): PlatformWord | null {
  if (status < 400) return null
  const lower = plainText(text).toLowerCase()
  if (licenceTexts.some((each) => lower.includes(each))) return 'no-licence'
  if (lower.includes(lostSessionText)) return 'session-gone'
  return status === 406 ? 'no-start' : null
}

/** `WORD` of a refusal `WORD: sentence`, [assumed] the form in which a service refuses; undefined where there is none. */
export function refusalWord(text: string): string | undefined {
  return /^\s*([A-Z][A-Z0-9_]{1,63}):/.exec(plainText(text))?.[1]
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }

/** What a page says without its head and tags; any other text as it is. Web servers dress errors in pages. */
export function plainText(text: string): string {
  if (!/^\s*</.test(text)) return text
  const body = text.slice(text.toLowerCase().lastIndexOf('</head>') + 1)
  return body
    .replace(/^\/head>/i, '')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(?:#(\d{1,6})|([a-z]{2,4}));/gi, (whole, code: string | undefined, name: string | undefined) =>
      code === undefined ? (entities[name?.toLowerCase() ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
    )
    .replace(/\s+/g, ' ')
    .trim()
}
