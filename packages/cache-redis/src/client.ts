/** What this package needs of a Redis client; `fromIoredis` and `fromNodeRedis` make it of the two usual ones. */
export interface RedisClient {
  /** Sends one command, such as `['GET', 'key']`. Resolves with Redis's reply, rejects with its error or a lost connection. */
  command(args: readonly string[]): Promise<unknown>
  /**
   * Listens to a channel on a connection of its own, which is opened by this call and closed by the function it returns.
   * Neither throws: a connection that cannot be made or is lost is tried again, and `listener` is told.
   */
  subscribe(channel: string, listener: ChannelListener): () => void
}

/** Who hears a channel. Told in the order in which things happen. */
export interface ChannelListener {
  message(text: string): void
  /** Messages come from now on: after the first connection and after each later one. What came before may be lost. */
  connected(): void
  /** Messages may be lost from now on. */
  lost(): void
}
