// docs/errors.md as text, made from the code table of core.
import { type ErrorCode, errorCodes } from '../../packages/core/src/errors/codes.ts'
import { read } from './files.ts'
import { memberTexts } from './members.ts'

const happened = { no: 'no', unknown: '**unknown**' }
const resend = {
  never: 'no, not as it is',
  later: 'yes, later; the `retry` layer does',
  reads: 'a read yes, a write no',
}

export function errorsPage(): string {
  const codes = Object.keys(errorCodes) as ErrorCode[]
  const details = memberTexts(
    'packages/core/src/errors/codes.ts',
    'ErrorDetails',
    read('packages/core/src/errors/codes.ts'),
  )
  const table = codes.map((code) => {
    const facts = errorCodes[code]
    return `| [\`${code}\`](#${code}) | ${happened[facts.happened]} | ${resend[facts.resend]} |`
  })
  const sections = codes.map((code) => {
    const facts = errorCodes[code]
    const shape = details.get(code) ?? ''
    return [
      `## ${code}`,
      '',
      facts.when,
      '',
      ...(shape.includes(':') ? [`- \`details\`: \`${shape}\``] : []),
      `- What to do: ${facts.next}`,
      `- For the patient: «${facts.patient.ru}» / “${facts.patient.en}”`,
      '',
    ].join('\n')
  })
  return `${[
    '<!-- Made from packages/core/src/errors/codes.ts by tools/write-docs.ts. Change the table, not this page. -->',
    '# Errors',
    '',
    'Every call rejects with a `MisError`, and with nothing else. (A read given up through `signal` rejects with the',
    "signal's reason.) `isMisError(error, 'slot-taken')` narrows it; `switch (error.code)` narrows `error.details`.",
    'An error never holds a request, an answer, a header or anything of a patient.',
    '',
    'Each code answers three questions: did it happen, may it be sent again, what to tell the patient.',
    'The texts for the patient are also data: `errorCodes[error.code].patient.ru`.',
    '',
    '| code | did it happen? | send it again? |',
    '| --- | --- | --- |',
    ...table,
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()}\n`
}
