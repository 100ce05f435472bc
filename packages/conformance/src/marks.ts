import { inspect } from 'node:util'
import type { Patient } from '@mis/core'

/** A patient whose every field can be recognised wherever it turns up. No such person, no such documents. */
export const markedPatient: Patient & { readonly lastName: string; readonly phone: string } = {
  lastName: 'Меткина-Приметная',
  firstName: 'Заметка',
  middleName: 'Отметовна',
  birthDate: '1987-06-05',
  sex: 'female',
  phone: '+74950009876',
  email: 'metka.primetnaya@example.org',
  snils: '00000060220',
  oms: '0000000000000034',
}

/** What to look for: each field, and the spellings of it that encoders make. */
export const marks: readonly string[] = [
  'Меткина',
  'Заметка',
  'Отметовна',
  '1987-06-05',
  '05.06.1987',
  '19870605',
  '4950009876',
  'metka.primetnaya',
  '00000060220',
  '000-000-602',
  '0000000000000034',
  'МЕТКА',
].flatMap((mark) => [
  ...new Set([mark, encodeURIComponent(mark), escaped(mark), Buffer.from(mark).toString('base64url')]),
])

/** As `JSON.stringify` with escapes, and some XML writers, print it. */
function escaped(text: string): string {
  return text.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Every way an error usually gets printed. */
export function shown(error: unknown): { message: string; stack: string; json: string; inspected: string } {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' }
  return { message, stack: stack ?? '', json: JSON.stringify(error) ?? '', inspected: inspect(error, { depth: 8 }) }
}

/** Gathers everything written through the console and the standard streams until `stop()`. */
export function spyOnOutput(): { text(): string; stop(): void } {
  const written: string[] = []
  const undo: (() => void)[] = []
  const methods = ['debug', 'log', 'info', 'warn', 'error', 'trace'] as const
  for (const method of methods) {
    const original = console[method]
    console[method] = (...values: unknown[]) => {
      const text = values.map((value) => (typeof value === 'string' ? value : inspect(value, { depth: 8 }))).join(' ')
      written.push(text)
      // What must not be written is not written on.
      if (!marks.some((mark) => text.includes(mark))) original.apply(console, values)
    }
    undo.push(() => {
      console[method] = original
    })
  }
  for (const stream of [process.stdout, process.stderr]) {
    const original = stream.write
    stream.write = function (this: typeof stream, ...values: Parameters<typeof original>) {
      written.push(String(values[0]))
      return original.apply(stream, values)
    } as typeof original
    undo.push(() => {
      stream.write = original
    })
  }
  return {
    text: () => written.join('\n'),
    stop: () => {
      for (const one of undo) one()
    },
  }
}
