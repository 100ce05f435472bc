import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** One option of a command, and its line in the help. */
export interface OptionFacts {
  /** What stands after it in the help, such as `<file>`; absent: it takes nothing. */
  readonly value?: string
  /** May be given several times. */
  readonly many?: boolean
  readonly about: string
}

/** What was typed, checked against the command's own tables. */
export interface Typed {
  /** The argument of the command: a vendor, a name. */
  readonly subject: string
  flag(name: string): boolean
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  /** A whole number within the limits; `UsageError` otherwise. */
  number(name: string, least: number, most: number): number | undefined
}

/** One word after `mis`. */
export interface Command {
  readonly name: string
  readonly about: string
  /** What its argument is called in the help, and what may stand there; any word where `oneOf` is absent. */
  readonly subject: { readonly name: string; readonly oneOf?: readonly string[] }
  readonly options: Readonly<Record<string, OptionFacts>>
  readonly examples: readonly string[]
  /** Gives the exit code. */
  run(typed: Typed, terminal: Terminal): Promise<number>
}

/** Options that every command has. */
export const common: Readonly<Record<string, OptionFacts>> = {
  json: { about: 'print JSON, for programs' },
  help: { about: 'print this help' },
}

/** Throws a `UsageError` for an unknown option, a missing value, or an argument too many or too few. */
export function parseTyped(command: Command, args: readonly string[]): Typed {
  const { values, positionals } = parse(command, args)
  const { name, oneOf } = command.subject
  const [subject, ...rest] = positionals
  if (values.help !== true) {
    const known = oneOf ? `: ${oneOf.join(', ')}` : ''
    if (subject === undefined) throw new UsageError(`mis ${command.name} needs a <${name}>${known}`)
    if (oneOf && !oneOf.includes(subject)) throw new UsageError(`There is no ${name} ${subject}. Known${known}`)
    if (rest.length > 0) throw new UsageError(`mis ${command.name} takes one <${name}>, not ${positionals.join(' ')}`)
  }
  const texts = (option: string): readonly string[] => [values[option] ?? []].flat().filter(isText)
  return {
    subject: subject ?? '',
    flag: (option) => values[option] === true,
    text: (option) => texts(option).at(-1),
    texts,
    number(option, least, most) {
      const text = texts(option).at(-1)
      if (text === undefined) return undefined
      const number = Number(text)
      if (/^\d+$/.test(text) && number >= least && number <= most) return number
      throw new UsageError(`--${option} must be a whole number from ${least} to ${most}, not ${text}`)
    },
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

function parse(command: Command, args: readonly string[]): { values: Values; positionals: readonly string[] } {
  const options: ParseArgsOptionsConfig = {}
  for (const [name, { value, many = false }] of Object.entries({ ...command.options, ...common }))
    options[name] = { type: value === undefined ? 'boolean' : 'string', multiple: many }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    // Node's own words name the option and what is wrong with it.
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
