import type { Context, Patient } from '@mis/core'
import { type Http, MisError } from '@mis/core/adapter'
import type { PortalSettings } from '../options.ts'
import { type Credentials, createSession, type Session } from './session.ts'

/** Whose session a request goes under. One login is one patient. */
export interface Logins {
  /** For what everybody may see. */
  anybody(): Session
  /** @throws MisError `rejected` with `other-patient` where the login is somebody else's. */
  ofPatient(patient: Patient, context: Context): Promise<Session>
  /** The session a record was seen under; the login of the options where nobody has seen it. */
  ofRecord(recordId: string): Session
  remember(recordId: string, session: Session): void
}

const mostSessions = 500
const mostRecords = 10_000

export function createLogins({ auth, baseUrl }: PortalSettings, line: Http): Logins {
  const { origin } = new URL(baseUrl)
  const own = createSession(auth, origin, line)
  const sessions = new Map<string, { readonly password: string; readonly session: Session }>()
  const records = new Map<string, Session>()

  function sessionOf({ username, password }: Credentials): Session {
    if (username === auth.username && password === auth.password) return own
    const known = sessions.get(username)
    const session = known?.password === password ? known.session : createSession({ username, password }, origin, line)
    keep(sessions, username, { password, session }, mostSessions)
    return session
  }

  return {
    anybody: () => own,
    async ofPatient(patient, context) {
      context.sent ??= false
      const session = sessionOf((await auth.loginOf?.(patient)) ?? auth)
      const { fullName } = await session.whose(context)
      if (!isNameOf(fullName ?? '', patient)) {
        const hint = 'the login is another patient’s: give auth.loginOf'
        throw new MisError('rejected', { details: { reason: 'other-patient' }, hint })
      }
      return session
    },
    ofRecord: (recordId) => records.get(recordId) ?? own,
    remember: (recordId, session) => keep(records, recordId, session, mostRecords),
  }
}

/** The newest ones; the oldest leaves where there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

const plain = (name: string): string => name.trim().toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ')

/** The portal tells last, first and middle name in one text, and no birth date. */
function isNameOf(fullName: string, { lastName = '', firstName = '', middleName }: Patient): boolean {
  const told = plain(fullName)
  const short = plain(`${lastName} ${firstName}`)
  // One of the two may leave the middle name out.
  if (told === short) return true
  return middleName === undefined ? told.startsWith(`${short} `) : told === plain(`${short} ${middleName}`)
}
