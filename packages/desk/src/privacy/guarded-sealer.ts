import { isMisError } from '@mis/core'
import { sealerFailed } from '../refuse.ts'
import type { Sealer } from '../store/sealer.ts'

/** The same sealer; whatever it rejects with that is no `MisError` comes out as `unavailable` by `store`. */
export function guardedSealer(sealer: Sealer): Sealer {
  const guard = async <T>(operation: keyof Sealer, run: () => Promise<T>): Promise<T> => {
    try {
      return await run()
    } catch (error) {
      throw isMisError(error) ? error : sealerFailed(operation, error)
    }
  }
  return {
    seal: (value, context) => guard('seal', () => sealer.seal(value, context)),
    open: (bytes, context) => guard('open', () => sealer.open(bytes, context)),
    index: (text) => guard('index', () => sealer.index(text)),
  }
}
