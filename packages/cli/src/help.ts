import { type Command, common } from './command.ts'

/** `mis --help`. */
export function overview(commands: readonly Command[]): string {
  return [
    'mis: tools for booking in clinics',
    '',
    'Usage: mis <command> <argument> [options]',
    '',
    'Commands:',
    ...columns(commands.map(({ name, subject, about }) => [`${name} <${subject.name}>`, about])),
    '',
    'mis <command> --help tells the options of a command, mis --version the version.',
    'Exit codes: 0 good, 1 something was found or went wrong, 2 the command line makes no sense.',
  ].join('\n')
}

/** `mis <command> --help`. */
export function helpOf({ name, about, subject, options, examples }: Command): string {
  const rows = Object.entries({ ...options, ...common }).map(([option, { value, many, about: what }]) => [
    `--${option}${value ? ` ${value}` : ''}`,
    `${what}${many ? ' (may be repeated)' : ''}`,
  ])
  return [
    `mis ${name}: ${about}`,
    '',
    `Usage: mis ${name} <${subject.name}> [options]`,
    ...(subject.oneOf ? ['', `<${subject.name}>: ${subject.oneOf.join(', ')}`] : []),
    '',
    'Options:',
    ...columns(rows),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
  ].join('\n')
}

/** Two columns, the second one where the longest of the first ends. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([first = '']) => first.length))
  return rows.map(([first = '', second = '']) => `  ${first.padEnd(width)}  ${second}`.trimEnd())
}
