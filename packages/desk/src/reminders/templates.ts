import type { Language } from './channel.ts'
import type { ReminderBody } from './plan.ts'
import type { ReminderKind } from './rules.ts'

/** A text with places such as `{date}`; a sentence whose fact is not there is left out. */
export interface Template {
  readonly title: string
  readonly sentences: readonly string[]
}

/** The text of each kind of message in each language. */
export type Templates = { readonly [L in Language]: { readonly [K in ReminderKind]: Template } }

/** Places: `{date}`, `{time}`, `{clinicName}`, `{address}`, `{doctorName}`, `{preparation}`, `{onlineUrl}`, `{reviewUrl}`. */
export const defaultTemplates: Templates = {
  ru: {
    preparation: {
      title: 'Подготовка к приёму',
      sentences: ['Приём {date} в {time}.', '{clinicName}.', 'Как подготовиться: {preparation}'],
    },
    'day-before': {
      title: 'Завтра приём',
      sentences: ['Напоминаем: приём {date} в {time}.', 'Врач: {doctorName}.', '{clinicName}.', 'Адрес: {address}.'],
    },
    'hours-before': {
      title: 'Скоро приём',
      sentences: ['Напоминаем: приём сегодня в {time}.', 'Врач: {doctorName}.', 'Адрес: {address}.'],
    },
    'online-link': {
      title: 'Онлайн-приём начинается',
      sentences: ['Приём в {time}.', 'Ссылка: {onlineUrl}'],
    },
    review: {
      title: 'Как прошёл приём?',
      sentences: ['Спасибо, что были у нас {date}.', 'Оставьте отзыв: {reviewUrl}'],
    },
  },
  en: {
    preparation: {
      title: 'How to prepare for your visit',
      sentences: ['Your visit is on {date} at {time}.', '{clinicName}.', 'How to prepare: {preparation}'],
    },
    'day-before': {
      title: 'Your visit tomorrow',
      sentences: [
        'Reminder: your visit is on {date} at {time}.',
        'Doctor: {doctorName}.',
        '{clinicName}.',
        '{address}.',
      ],
    },
    'hours-before': {
      title: 'Your visit today',
      sentences: ['Reminder: your visit is today at {time}.', 'Doctor: {doctorName}.', '{address}.'],
    },
    'online-link': {
      title: 'Your online visit begins',
      sentences: ['Your visit is at {time}.', 'Link: {onlineUrl}'],
    },
    review: {
      title: 'How was your visit?',
      sentences: ['Thank you for coming on {date}.', 'Leave a review: {reviewUrl}'],
    },
  },
}

/** The words of one message. Times are the clinic's. */
export function wordsOf(
  templates: Templates,
  kind: ReminderKind,
  { language, start, facts }: ReminderBody,
): { readonly title: string; readonly text: string } {
  const [year, month, day] = start.slice(0, 10).split('-')
  const date = language === 'ru' ? `${day}.${month}.${year}` : `${year}-${month}-${day}`
  const words: Readonly<Record<string, string | undefined>> = { date, time: start.slice(11, 16), ...facts }
  const { title, sentences } = templates[language][kind]
  const said = sentences.flatMap((sentence) => {
    const places = [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    if (places.some((name) => words[name] === undefined)) return []
    // A fact may bring its own full stop, as initials do.
    return [sentence.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '').replace(/\.\.$/, '.')]
  })
  return { title, text: said.join(' ') }
}
