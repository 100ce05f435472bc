import type { PortalUser } from '../options.ts'

/** One browser; nobody is logged in until `user` is there. */
export interface Session {
  readonly user?: PortalUser
}

/** Sessions by their cookie; each use keeps one alive for another while. */
export interface Sessions {
  /** A cookie for a new session. Logging in gives another cookie, as Play does. [platform] */
  open(user?: PortalUser): string
  /** The session behind a request's cookie; undefined where there is none or its time is over. */
  of(request: Request, ttlSeconds: number): Session | undefined
  close(request: Request): void
}

const cookieName = 'PLAY_SESSION'

export function makeSessions(now: () => number): Sessions {
  const open = new Map<string, { readonly session: Session; usedAt: number }>()
  let count = 0
  return {
    open(user) {
      count += 1
      const value = `session-${count}`
      open.set(value, { session: user === undefined ? {} : { user }, usedAt: now() })
      return `${cookieName}=${value}; Path=/; HttpOnly`
    },
    of(request, ttlSeconds) {
      const entry = open.get(cookieOf(request))
      if (entry === undefined || now() >= entry.usedAt + ttlSeconds * 1000) return undefined
      entry.usedAt = now()
      return entry.session
    },
    close: (request) => void open.delete(cookieOf(request)),
  }
}

function cookieOf(request: Request): string {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? ''
}
