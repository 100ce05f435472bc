import type { Context } from '@mis/core'
import { type HttpResponse, MisError } from '@mis/core/adapter'

/** [client] Known tools wait so long after a licence refusal. */
const licencePauseMs = 10_000

/** No licence is free and none of ours will become free: nothing was done. */
export function noLicence({ status, retryAfterMs }: HttpResponse, { operation }: Context): MisError {
  return new MisError('rate-limited', {
    operation,
    status,
    details: { retryAfterMs: retryAfterMs ?? licencePauseMs },
    hint: 'the 1C base has no free client licence',
    notDone: true,
  })
}

/** The platform starts no session, or loses the one it has just started: nothing was done. */
export function noSession({ status, retryAfterMs }: HttpResponse, { operation }: Context): MisError {
  return new MisError('unavailable', {
    operation,
    status,
    details: { by: 'mis', retryAfterMs },
    hint: 'the 1C base starts no session',
    notDone: true,
  })
}

/** The call was still in the line when the adapter was closed. */
export function closed({ operation }: Context): MisError {
  return new MisError('unavailable', {
    operation,
    details: { by: 'queue', retryAfterMs: null },
    hint: 'the adapter is closed; make a new one',
    notDone: true,
  })
}
