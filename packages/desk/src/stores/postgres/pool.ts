/** What this store needs of a pool of `pg` (8 or later); a `Pool` of `pg` is one. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
  readonly options?: { readonly max?: number | undefined }
}

/** A connection of the pool while it is lent. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<{ readonly rows: readonly Record<string, unknown>[] }>
  on(event: 'error' | 'end' | 'notification', listener: (told: PostgresNotice) => void): unknown
  removeListener(event: 'error' | 'end' | 'notification', listener: (told: PostgresNotice) => void): unknown
  /** Gives it back; true = and ends it. */
  release(destroy?: boolean): void
}

/** What is told of a connection; a `payload` where it is a notification. */
export interface PostgresNotice {
  readonly payload?: string | undefined
}

/** A statement as `pg` takes it. */
export interface PostgresQuery {
  readonly text: string
  readonly values?: unknown[]
  /** Prepared under this name once a connection. */
  readonly name?: string
  /** Milliseconds to wait for the answer. */
  readonly query_timeout?: number
}
