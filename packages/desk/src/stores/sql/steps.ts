/** What goes into a column. A store knows no other kinds. */
export type Value = string | number | Uint8Array | null

export type Row = Readonly<Record<string, unknown>>

/** One statement, for the database it was written for. */
export interface Query {
  readonly text: string
  readonly values: readonly Value[]
  /**
   * It is a transaction of its own where none is open yet. Otherwise the first statement of a method opens one, and
   * its end closes it.
   */
  readonly alone?: boolean
  /** Its text is one of a few, so that it may be prepared and kept. */
  readonly isFixed?: boolean
}

/** There may be something to claim; told to whoever waits once the transaction stands. */
export const work = 'work'

/**
 * A method of a section, written once for all databases: it yields statements and is given their rows. It may be run
 * again from its start, when a connection breaks or two transactions collide, so it must come to the same end then.
 */
export type Steps<T> = Generator<Query | typeof work, T, readonly Row[]>

/** A section of the store's interface, each method in steps. */
export type Stepwise<S> = {
  readonly [K in keyof S]: S[K] extends (...input: infer I) => Promise<infer O> ? (...input: I) => Steps<O> : never
}

/** Thrown in steps: what they wrote is undone, and this is their result. */
export class Undone<T> {
  readonly result: T
  constructor(result: T) {
    this.result = result
  }
}

export function* rows(query: Query): Steps<readonly Row[]> {
  return yield query
}

export function* first(query: Query): Steps<Row | undefined> {
  const [row] = yield query
  return row
}

/** The same statement, a transaction of its own. */
export function alone(query: Query): Query {
  return { ...query, alone: true }
}
