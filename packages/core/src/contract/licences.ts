/**
 * Licences that several processes share, such as the client licences of one 1C base: what `limit({ shared })` asks before
 * each call. `redisLicences` of `@mis/cache-redis` keeps them in Redis.
 */
export interface SharedLicences {
  /**
   * Takes a licence when it is this one's turn, first come first served across processes. Rejects with the signal's
   * reason once that aborts, and with nothing else: where the keeper cannot be reached it falls back to a share of its own.
   */
  take(signal: AbortSignal): Promise<Licence>
  /** `fallback` while the keeper cannot be reached. */
  state(): 'shared' | 'fallback'
}

/** A licence taken. It is renewed while it is held; one that nobody renews any more goes to the next by itself. */
export interface Licence {
  /** False once it may have gone to another: a process that slept too long must take a new one before it begins. */
  isHeld(): boolean
  /** Gives it to the next. Never throws, waits for nothing; a second time does nothing. */
  giveBack(): void
}
