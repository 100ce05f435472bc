import type { OneCMockOptions, OneCPlatform } from '../options.ts'
import { Refusal } from './refusal.ts'

/** One call inside its session. */
export interface Stay {
  /** Headers the answer gets. */
  readonly headers: Readonly<Record<string, string>>
  /** The call is over. */
  leave(): void
}

interface Session {
  readonly id: string
  /** Settles when every call that came before is over. */
  tail: Promise<void>
  /** Calls running or waiting. */
  calls: number
  usedAt: number
}

/**
 * Sessions and licences of one base. Each open session holds a licence, idle or not. Calls in one session are served
 * one after another [assumed]. A live cookie wins over `IBSession: start`, a dead one is refused whatever the header.
 */
export function createSessions(now: () => number, options: OneCMockOptions) {
  const open = new Map<string, Session>()
  let brief = 0
  let peak = 0
  let refusals = 0
  let lastId = 0

  const dropIdle = () => {
    const { sessionMaxAge = Number.POSITIVE_INFINITY } = options
    for (const { id, calls, usedAt } of open.values()) {
      if (calls === 0 && usedAt + sessionMaxAge * 1000 <= now()) open.delete(id)
    }
  }
  const count = () => {
    dropIdle()
    return open.size + brief
  }
  const begin = (start: () => void) => {
    if (options.quirks?.noSessionStart === true) throw new Refusal(406, 'Не удалось начать новый сеанс')
    if (count() >= (options.licences ?? Number.POSITIVE_INFINITY)) {
      refusals += 1
      throw new Refusal(500, options.quirks?.licenceText ?? 'Не обнаружено свободной лицензии!')
    }
    start()
    peak = Math.max(peak, count())
  }
  const stale = () => {
    const { status = 400, text = 'Сеанс отсутствует' } = options.quirks?.staleCookie ?? {}
    return new Refusal(status, text)
  }

  async function enter(headers: Headers): Promise<Stay> {
    const reuse = options.reuseSessions !== 'dontuse'
    const wish = reuse ? (headers.get('ibsession') ?? '').trim().toLowerCase() : ''
    const cookie = reuse ? cookieOf(headers.get('cookie')) : undefined
    if (cookie === undefined && wish !== 'start') {
      begin(() => {
        brief += 1
      })
      const leave = () => {
        brief -= 1
      }
      return { headers: {}, leave }
    }
    dropIdle()
    let session = cookie === undefined ? undefined : open.get(cookie)
    if (cookie !== undefined && session === undefined) throw stale()
    const answerHeaders: Record<string, string> = {}
    if (session === undefined) {
      lastId += 1
      const id = `5e550000-0000-4000-8000-${String(lastId).padStart(12, '0')}`
      const fresh: Session = { id, tail: Promise.resolve(), calls: 0, usedAt: now() }
      begin(() => open.set(id, fresh))
      answerHeaders['set-cookie'] = `ibsession=${id}; Path=/; HttpOnly`
      session = fresh
    }
    const turn = await takeTurn(session)
    if (open.get(session.id) !== session) {
      turn()
      throw stale()
    }
    const { id } = session
    const leave = () => {
      if (wish === 'finish') open.delete(id)
      turn()
    }
    return { headers: answerHeaders, leave }
  }

  /** Waits for the calls before; the function given back lets the next one in. */
  async function takeTurn(session: Session): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const before = session.tail
    session.tail = promise
    session.calls += 1
    await before
    return () => {
      session.calls -= 1
      session.usedAt = now()
      resolve()
    }
  }

  const platform: OneCPlatform = {
    sessions: count,
    peak: () => peak,
    refusals: () => refusals,
    loseSessions: () => open.clear(),
  }
  return { enter, platform }
}

function cookieOf(header: string | null): string | undefined {
  return /(?:^|;\s*)ibsession=([^;]*)/.exec(header ?? '')?.[1]?.trim()
}
