import type { Operation } from '@mis/core'

/** A request taken apart. */
export interface Asked {
  readonly operation: Operation
  readonly url: URL
  readonly body: string
}

/** What a profile has to say; the platform writes it down. */
export type Answer =
  | { readonly json: unknown; readonly status?: number }
  | { readonly text: string; readonly status?: number }

/** One HTTP service of a base. */
export interface Profile {
  /** As `METHOD /path/{parameter}`. */
  readonly routes: readonly string[]
  /** `path` with its query. Undefined: no route fits. */
  operationOf(method: string, path: string, body: string): Operation | undefined
  /** Throws a `Refusal` for what is answered with an error. */
  answer(asked: Asked): Answer
}
