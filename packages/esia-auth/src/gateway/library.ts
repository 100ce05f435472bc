import { EsiaError } from '../errors.ts'

export type Library = typeof import('openid-client')

/**
 * The library, loaded when it is first needed: apps without a gateway do not install it.
 *
 * @throws EsiaError `gateway-library-missing`
 */
export async function loadLibrary(load: () => Promise<Library> = () => import('openid-client')): Promise<Library> {
  try {
    return await load()
  } catch (cause) {
    throw new EsiaError('gateway-library-missing', { cause })
  }
}
