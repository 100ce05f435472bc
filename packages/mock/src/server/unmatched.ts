/** A request that no route of a mock fits. The server answers 501 and, where it is strict, tells on `close()`. */
export class UnmatchedRequest extends Error {
  override readonly name = 'UnmatchedRequest'
  readonly method: string
  /** Without the query: it may hold a patient. */
  readonly path: string
  /** The known route that looks most like it; absent where none is known. */
  readonly nearest?: string

  constructor(method: string, path: string, nearest: string | undefined) {
    super(`no route fits ${method} ${path}${nearest === undefined ? '' : `; the nearest is ${nearest}`}`)
    this.method = method
    this.path = path
    if (nearest !== undefined) this.nearest = nearest
  }
}

/**
 * What a handler calls when it does not know a request. `known` lists its routes as `METHOD /path/{parameter}`.
 * Always throws `UnmatchedRequest`.
 */
export function unmatched(request: Request, known: readonly string[]): never {
  const path = new URL(request.url).pathname
  const asked = `${request.method} ${path}`
  const ranked = known.map((route) => ({ route, distance: distanceBetween(asked, route) }))
  ranked.sort((one, other) => one.distance - other.distance)
  throw new UnmatchedRequest(request.method, path, ranked[0]?.route)
}

/** Segments that differ, a misspelt one counting less than another one; a parameter fits anything. */
function distanceBetween(asked: string, route: string): number {
  const [left, right] = [split(asked), split(route)]
  let distance = Math.abs(left.length - right.length)
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [one, other] = [left[index] ?? '', right[index] ?? '']
    if (!/^\{.*\}$/.test(other)) distance += editsBetween(one, other) / Math.max(one.length, other.length, 1)
  }
  return distance
}

function split(route: string): string[] {
  return route.split(/[ /]+/).filter((part) => part !== '')
}

/** Letters to change, add or leave out. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1]
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
