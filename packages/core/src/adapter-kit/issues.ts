import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** The path of what is wrong, such as `schedules[0].free_slots[2].start`; keys that may be content are a star. */
export function issuePath(issue: Issue): string {
  return issue.path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    const word = typeof key === 'string' && /^[A-Za-z_][\w-]{0,63}$/.test(key) ? key : '*'
    return text === '' ? word : `${text}.${word}`
  }, '')
}

/** What was expected there, in words that hold nothing of the value. */
export function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return `a text of the form ${issue.format}`
    case 'too_small':
      return `${issue.origin} of at least ${issue.minimum}`
    case 'too_big':
      return `${issue.origin} of at most ${issue.maximum}`
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return 'no other members'
    case 'invalid_union':
      return 'one of the allowed shapes'
    default:
      return 'a valid value'
  }
}
