import { createHash } from 'node:crypto'
import type { InfoclinicaMockOptions, InfoclinicaWorld, TokenAuth } from '../options.ts'
import { stampOf } from '../wire-time.ts'

/** Gives out tokens and knows which are good. */
export interface Tokens {
  /** Answers `POST /oauth2/token`. */
  issue(request: Request, auth: TokenAuth, options: InfoclinicaMockOptions): Promise<Response>
  isGood(token: string, auth: TokenAuth, now: number): boolean
  issued(): number
}

export function makeTokens(world: Pick<InfoclinicaWorld, 'clinics'>, now: () => number): Tokens {
  const madeAt = new Map<string, number>()
  return {
    issued: () => madeAt.size,
    isGood(token, { tokenTtlSeconds = 3600 }, at) {
      const made = madeAt.get(token)
      return made !== undefined && at < made + tokenTtlSeconds * 1000
    },
    async issue(request, auth, options) {
      const body = await request.text()
      const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim()
      if (type !== 'application/x-www-form-urlencoded') return problem(400, 'invalid_request')
      const form = new URLSearchParams(body)
      const field = (name: string) => form.get(name) ?? ''
      const basic = `Basic ${Buffer.from(`${field('client_id')}:${field('client_secret')}`).toString('base64')}`
      // Both the form and the header. [doc]
      if (request.headers.get('authorization') !== basic) return problem(401, 'invalid_client')
      const zones = options.secretZone === undefined ? ['UTC', ...firstZone(world)] : [options.secretZone]
      const tolerance = (options.clockSkewToleranceSeconds ?? 300) * 1000
      const isInTime = (stamp: string) =>
        zones.some((zone) => Math.abs((stampOf(stamp, zone) ?? Number.NEGATIVE_INFINITY) - now()) <= tolerance)
      if (field('client_id') !== auth.clientId || !isSecret(field('client_secret'), auth, isInTime)) {
        return problem(401, 'invalid_client')
      }
      if (field('grant_type') !== auth.grant) return problem(400, 'unsupported_grant_type')
      if (auth.scope !== undefined && field('scope') !== auth.scope) return problem(400, 'invalid_scope')
      const isUser =
        auth.grant === 'client_credentials' ||
        (field('username') === (auth.username ?? field('username')) &&
          field('password') === (auth.password ?? field('password')))
      if (!isUser) return problem(400, 'invalid_grant')
      const token = `token-${madeAt.size + 1}`
      madeAt.set(token, now())
      const { tokenTtlSeconds = 3600, tellsExpiry = true } = auth
      return Response.json({
        ...{ access_token: token, token_type: 'bearer', client_id: auth.clientId },
        ...(tellsExpiry && { expires_in: tokenTtlSeconds }),
      })
    },
  }
}

/**
 * `0-<yyyyMMddHHmmss>-<sha1hex(time|client_id|secretKey)>` for the password grant, `1-…-<sha1hex(time|client_id|
 * secretKey|scope)>` for client_credentials. [doc]
 */
function isSecret(secret: string, auth: TokenAuth, isInTime: (stamp: string) => boolean): boolean {
  const [kind, stamp = '', hash, ...more] = secret.split('-')
  const isPassword = auth.grant === 'password'
  if (kind !== (isPassword ? '0' : '1') || !/^\d{14}$/.test(stamp) || more.length > 0) return false
  const parts = [stamp, auth.clientId, auth.secretKey, ...(isPassword ? [] : [auth.scope ?? ''])]
  return hash === createHash('sha1').update(parts.join('|')).digest('hex') && isInTime(stamp)
}

function firstZone(world: Pick<InfoclinicaWorld, 'clinics'>): readonly string[] {
  return world
    .clinics()
    .slice(0, 1)
    .map(({ timeZone }) => timeZone)
}

/** The words of RFC 6749. [platform] */
function problem(status: 400 | 401, error: string): Response {
  return Response.json({ error }, { status })
}
