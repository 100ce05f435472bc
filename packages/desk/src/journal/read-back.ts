import type { Errand } from '../errands/errand.ts'
import type { Office } from '../office.ts'
import type { Intent } from '../store/intents.ts'
import { check, succeeded } from './attempt.ts'
import { handOver, later, refused, withdrawn } from './close.ts'
import { write } from './write.ts'

const firstPauseMs = 250
const longestPauseMs = 60_000
/** Reads that must find nothing, one after the other, before absence is believed. */
const absencesNeeded = 2
/** A MIS that could not be read so often counts as down. */
const patientLooks = 6

/** An attempt whose process died: nobody knows what became of it. */
export function adopt(office: Office, intent: Intent, errand: Errand): Promise<Intent | null> {
  const progress = { ...intent.progress, looks: 0, absentReads: 0, ambiguous: true, verdict: null }
  return errand.look === null
    ? later(office, { ...intent, progress }, 0)
    : check(office, { ...intent, progress }, errand.quietPeriodMs)
}

/** Reads back once, and decides. Never sends. */
export async function look(office: Office, intent: Intent, errand: Errand): Promise<Intent | null> {
  const askedAt = await office.store.now()
  const read = errand.look === null ? ({ kind: 'refused' } as const) : await errand.look()
  if (read.kind === 'found') {
    await office.health.answered(intent.instance)
    return succeeded(office, intent, errand, read.appointment)
  }
  const isQuiet = askedAt >= (intent.quietUntil ?? 0)
  // A time that is gone proves nothing once enough time has passed: somebody has it, and only a person can say who.
  if (askedAt >= intent.deadlineAt || (read.kind === 'refused' && isQuiet)) return handOver(office, intent, 'unknown')
  const absentReads = read.kind === 'absent' && isQuiet ? intent.progress.absentReads + 1 : 0
  if (absentReads >= absencesNeeded) return absent(office, intent)
  return again(office, intent, read.kind === 'unreadable', absentReads, askedAt)
}

/** It certainly did not happen. */
function absent(office: Office, intent: Intent): Promise<Intent | null> {
  const { verdict } = intent.progress
  if (intent.withdrawWanted) return withdrawn(office, intent)
  return verdict === null ? later(office, intent, 0) : refused(office, intent, verdict)
}

function again(office: Office, intent: Intent, wasUnreadable: boolean, absentReads: number, askedAt: number) {
  const looks = intent.progress.looks + 1
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(looks - 1, 20))
  const isDown = wasUnreadable && looks >= patientLooks
  const dueInMs = isDown ? office.health.failed(intent.instance) : pause
  return write(office, intent, {
    state: 'checking',
    dueInMs: Math.min(dueInMs, Math.max(0, intent.deadlineAt - askedAt)),
    progress: { ...intent.progress, looks, absentReads },
    ...(!isDown && { leaseMs: dueInMs + office.settings.leaseMs }),
  })
}
