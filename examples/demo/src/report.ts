/** Prints the walk and remembers whether every expectation held. */
export interface Report {
  title(text: string): void
  say(text: string): void
  /** One expectation of the current step. */
  expect(what: string, holds: boolean): void
  failed(): number
  held(): number
}

export function createReport(print: (line: string) => void): Report {
  let step = 0
  let held = 0
  let failed = 0
  return {
    title(text) {
      step += 1
      print(`\n${step}. ${text}`)
    },
    say(text) {
      print(`   ${text}`)
    },
    expect(what, holds) {
      if (holds) held += 1
      else failed += 1
      print(`   ${holds ? 'ok  ' : 'FAIL'} ${what}`)
    },
    failed: () => failed,
    held: () => held,
  }
}

/** `2031-03-04 09:20`, as the clock in the clinic shows it. */
export function timeOf(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ')
}

export function sameMembers(one: Iterable<string>, other: Iterable<string>): boolean {
  return [...one].sort().join('\n') === [...other].sort().join('\n')
}
