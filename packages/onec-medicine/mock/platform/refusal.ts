/** An error answer in the making; handlers throw it. The text is the whole body. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text)
    this.status = status
    this.headers = headers
  }
}

/** An exception that nobody caught in a module: 500 and a stack text, never JSON [doc]. */
export function unhandled(module: string, line: number, what: string): Refusal {
  return new Refusal(500, `{${module}.Модуль(${line})}: ${what}`)
}
