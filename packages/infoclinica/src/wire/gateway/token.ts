import { createHash } from 'node:crypto'
import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'

/** What a token is asked for with. */
export interface TokenRequest {
  readonly grant: 'password' | 'client_credentials'
  readonly clientId: string
  readonly secretKey: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly scope?: string | undefined
  /** [doc] A lab portal takes the key as it is. */
  readonly plain: boolean
  /** `yyyyMMddHHmmss` */
  readonly time: string
}

/**
 * [doc] The secret is computed anew for each request: hash type, time, and SHA-1 of `time|client_id|key`, to which
 * client credentials add `|scope`.
 */
function clientSecret({ grant, clientId, secretKey, scope = '', plain, time }: TokenRequest): string {
  if (plain) return secretKey
  const [type, parts] =
    grant === 'password' ? [0, [time, clientId, secretKey]] : [1, [time, clientId, secretKey, scope]]
  const hash = createHash('sha1').update(parts.join('|'), 'utf8').digest('hex')
  return `${type}-${time}-${hash}`
}

/** [doc] `POST /oauth2/token`: the form and, beside it, Basic with the same two words. */
export function tokenRequest(wanted: TokenRequest): HttpRequest {
  const { grant, clientId, username, password, scope } = wanted
  const secret = clientSecret(wanted)
  const form = new URLSearchParams({ grant_type: grant })
  if (username !== undefined) form.set('username', username)
  if (password !== undefined) form.set('password', password)
  if (scope !== undefined) form.set('scope', scope)
  form.set('client_id', clientId)
  form.set('client_secret', secret)
  const basic = Buffer.from(`${clientId}:${secret}`, 'utf8').toString('base64')
  return {
    method: 'POST',
    path: '/oauth2/token',
    body: form.toString(),
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
  }
}

/** [doc] `access_token`; [platform] `expires_in`, in seconds. */
export const tokenAnswerSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
})
