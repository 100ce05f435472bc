/** Who signs in, and what they say to the system's wish. */
export interface SignInChoice {
  readonly oid: number
  /** Default: `allow`. */
  readonly decision?: 'allow' | 'deny'
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
}

/**
 * What a person does in a browser: opens the address that `beginLogin` gave, picks an account and decides. Resolves to
 * the address that the browser is sent back to. Throws an `Error` with what the page says where ESIA shows one instead.
 */
export async function signIn(_url: string, _choice: SignInChoice): Promise<string> {
  throw new Error('not built yet')
}
