import { openable } from '../privacy/openable.ts'
import { DeliveryError } from './sink.ts'

/**
 * What an event needs opened. One that cannot be opened for itself is refused, so that it does not hold up the others for
 * days; a sealer that is away fails on all of them.
 */
export async function refusedUnopened<T>(opening: Promise<T>): Promise<T> {
  const opened = await openable(opening)
  if (opened === undefined) throw new DeliveryError('unopened', { isRefusal: true })
  return opened.value
}
