import { refusal } from '../sql/refusal.ts'

/** What `pg` failed with, told apart from mistakes of ours. */
export class Failed extends Error {
  /** SQLSTATE or the system's code; undefined where the connection was lost without a word. */
  readonly code: string | undefined
  constructor(cause: unknown) {
    super('the database failed', { cause })
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    this.code = typeof code === 'string' ? code : undefined
  }

  /** Nothing more is to be had from this connection. */
  get isBroken(): boolean {
    return this.code === undefined || !/^[0-9A-Z]{5}$/.test(this.code) || /^(08|57P|0A000)/.test(this.code)
  }

  /** The same may go well a moment later: collisions, restarts, lost connections, and a plan made before a migration. */
  get isPassing(): boolean {
    return this.isBroken || /^(40001|40P01|55P03|53300)$/.test(this.code ?? '')
  }
}

/** Our own code where the pool gave no connection in time. */
export const noConnection = 'POOL'

/** SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), by code or class → what to tell whoever runs the desk. */
const meanings: Readonly<Record<string, string>> = {
  '25006': 'leads to a server that only reads, such as a replica',
  '28': 'the server does not let it in',
  '3D': 'leads to a database that does not exist',
  '42501': 'its role may not make or use the tables of the desk',
  '53100': 'the disk of the database is full',
  '53300': 'the server has no connection left',
  '53': 'the server is short of resources',
  '57': 'the server is stopping or starting',
  '40': 'the database was too busy',
  '08': 'the server cannot be reached',
  [noConnection]: 'no connection was free in time; is it large enough, and is the server up?',
}

export function postgresRefusal(error: unknown): unknown {
  if (!(error instanceof Failed)) return error
  const { code = '' } = error
  const isState = /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')
  const told = meanings[code] ?? (isState ? meanings[code.slice(0, 2)] : 'the server cannot be reached')
  return refusal('pool', told ?? `the database refused it (SQLSTATE ${code})`, error.cause)
}
