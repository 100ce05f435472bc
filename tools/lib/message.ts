// One side of an HTTP exchange as the samples keep it: `request.http`, `response.http`.

export interface Message {
  /** The first line. */
  readonly start: string
  readonly headers: Headers
  readonly body: string
}

/** The first line, headers, an empty line, the body as it is. */
export function messageOf(text: string): Message {
  const end = text.indexOf('\n\n')
  const [start = '', ...lines] = text.slice(0, end).split('\n')
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
  return { start, headers, body: text.slice(end + 2) }
}
