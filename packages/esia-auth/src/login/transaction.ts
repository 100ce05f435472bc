import { z } from 'zod'
import { EsiaError } from '../errors.ts'
import { type Secrets, sameText } from './secrets.ts'

/** What the end of a sign-in must know of its beginning. */
export interface Transaction {
  readonly state: string
  /** The text that was asked for; the token call repeats it to the letter. [doc] */
  readonly scope: string
  readonly redirectUri: string
  readonly clientId: string
  /** Epoch milliseconds, by the clock of this machine. */
  readonly issuedAt: number
}

const lifetimeMs = 10 * 60_000
/** Machines that share a secret differ a little. */
const toleranceMs = 60_000
const longest = 8192
const version = 'esia1'

const schema = z.object({
  state: z.string().min(1),
  scope: z.string(),
  redirectUri: z.string(),
  clientId: z.string(),
  issuedAt: z.number(),
})

export interface Transactions {
  /** An opaque text: signed, not secret; nothing of a patient is in it. */
  seal(transaction: Transaction): string
  /** @throws EsiaError `transaction-invalid`, `transaction-expired` */
  open(sealed: string): Transaction
  /** @throws EsiaError `transaction-used` for the second time */
  claim(transaction: Transaction): Promise<void>
}

/** Remembers what has been used, for as long as it could be used again: see `claimTransaction` of the options. */
export type ClaimTransaction = (id: string, untilMs: number) => Promise<boolean>

export interface TransactionSettings {
  readonly secrets: Secrets
  readonly clientId: string
  readonly now: () => number
  readonly claim: ClaimTransaction | undefined
}

export function transactions({ secrets, clientId, now, claim }: TransactionSettings): Transactions {
  const claimed = claim ?? claimInMemory(now)
  const signatureOf = (payload: string) => secrets.sign('transaction', `${version}.${payload}`)
  return {
    seal(transaction) {
      const payload = Buffer.from(JSON.stringify(transaction)).toString('base64url')
      return `${version}.${payload}.${signatureOf(payload)}`
    },
    open(sealed) {
      const parts = typeof sealed === 'string' && sealed.length <= longest ? sealed.split('.') : []
      const [prefix, payload = '', signature = ''] = parts
      if (parts.length !== 3 || prefix !== version || !sameText(signature, signatureOf(payload))) {
        throw new EsiaError('transaction-invalid')
      }
      const transaction = schema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
      if (transaction.clientId !== clientId) throw new EsiaError('transaction-invalid')
      const age = now() - transaction.issuedAt
      if (age >= lifetimeMs || age < -toleranceMs) throw new EsiaError('transaction-expired')
      return transaction
    },
    async claim({ state, issuedAt }) {
      if (!(await claimed(state, issuedAt + lifetimeMs + toleranceMs))) throw new EsiaError('transaction-used')
    },
  }
}

/** For one process; what has expired is forgotten. */
function claimInMemory(now: () => number): ClaimTransaction {
  const used = new Map<string, number>()
  return async (id, untilMs) => {
    const at = now()
    for (const [old, until] of used) if (until <= at) used.delete(old)
    if (used.has(id)) return false
    used.set(id, untilMs)
    return true
  }
}
