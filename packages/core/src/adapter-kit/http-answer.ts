/** The head of an answer, and its body as the connection brings it, whoever carries it. */
export interface Answer {
  readonly status: number
  /** By its lower-case name; several of one name joined by `, `; null where there is none. */
  header(name: string): string | null
  /** The next piece of the body, unpacked; undefined at its end. Rejects with what broke the connection. */
  read(): Promise<Uint8Array | undefined>
  /** Gives up what was not read and closes the connection; nothing to do where all was read. */
  cancel(reason: unknown): void
}

/** What goes out. */
export interface Outgoing {
  readonly url: string
  readonly method: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/**
 * Sends a request and resolves at the head of its answer; gives up as soon as `signal` aborts. `begin` is called when
 * the request is handed to the network: from then on it may have left.
 */
export type Send = (request: Outgoing, signal: AbortSignal, begin: () => void) => Promise<Answer>
