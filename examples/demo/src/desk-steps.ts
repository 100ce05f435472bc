import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Slot } from '@mis/core'
import { createDesk, type Outcome, sqliteStore } from '@mis/desk'
import { type Report, timeOf } from './report.ts'
import { bookRequests, freeTimes, intent, visitsAt, type Walk } from './visit.ts'

/** In a clinic: every five minutes. Here nobody waits that long. */
const retryEveryMs = 300

export async function queueWhileDown(walk: Walk, report: Report): Promise<void> {
  const slot = await anotherTime(walk)
  report.title(`The MIS is off; a patient asks the desk for ${timeOf(slot.start)}`)
  const folder = mkdtempSync(join(tmpdir(), 'mis-demo-'))
  const store = sqliteStore(join(folder, 'desk.sqlite'))
  const desk = createDesk({ adapter: walk.deskMis, store, retryEveryMs })
  const stop = new AbortController()
  const running = desk.run({ signal: stop.signal })
  try {
    walk.unplug(true)
    const outcome = await desk.book(intent(slot, 4, 'demo-queued'))
    report.say(`${outcome.status}: "${outcome.tell.en}"`)
    report.expect('the request is received, and nobody is told that it is booked', outcome.status === 'queued')
    report.expect('the clinic has no visit at this time', visitsAt(walk, slot) === 0)
    let isBooked = false
    desk.on(({ type }) => {
      isBooked ||= type === 'booked'
    })
    walk.unplug(false)
    await until(() => isBooked)
    const later = await desk.status('demo-queued')
    report.say(`the MIS is back; the desk asked whether the time is still free, and sent it: ${later?.status}`)
    report.expect('it is booked', later?.status === 'booked')
    report.expect('the clinic has exactly one visit at this time', visitsAt(walk, slot) === 1)
  } finally {
    stop.abort()
    await running
    await desk.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function killAndRestart(walk: Walk, report: Report): Promise<void> {
  const slot = await anotherTime(walk)
  report.title(`A process is killed while it books ${timeOf(slot.start)}`)
  const folder = mkdtempSync(join(tmpdir(), 'mis-demo-'))
  const file = join(folder, 'desk.sqlite')
  const before = bookRequests(walk)
  try {
    walk.server.arm({ when: { operation: 'book' }, times: 1, fault: 'late-commit' })
    const victim = startDesk(walk, file, slot)
    await until(() => bookRequests(walk) > before || victim.exitCode !== null)
    report.expect('the request has reached the MIS, which is slow', bookRequests(walk) > before)
    victim.kill('SIGKILL')
    await once(victim, 'exit')
    walk.server.release()
    report.say('kill -9: the answer has nobody to go to; the MIS writes the visit all the same')
    const status = await lastLineOf(startDesk(walk, file, slot))
    report.say(`the process is started again and finds its journal; a moment later: ${status}`)
    report.expect('it is booked', status === ('booked' satisfies Outcome['status']))
    report.expect('the clinic has exactly one visit at this time', visitsAt(walk, slot) === 1)
    report.expect('the request was sent once', bookRequests(walk) - before === 1)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function anotherTime(walk: Walk): Promise<Slot> {
  const slot = (await freeTimes(walk)).at(-1)
  if (!slot) throw new Error('the doctor has no free time left')
  return slot
}

/** A process of its own with a desk on this file, that books once and prints how it ended. */
function startDesk({ server, query }: Walk, file: string, slot: Slot) {
  const child = join(import.meta.dirname, 'desk-child.ts')
  const input = JSON.stringify({ baseUrl: server.url, file, doctorId: query.doctorId, start: slot.start })
  return spawn(process.execPath, [...process.execArgv, child, input], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function lastLineOf(child: ReturnType<typeof startDesk>): Promise<string | undefined> {
  return (await text(child.stdout)).trim().split('\n').at(-1)
}

/** Waits until it holds, 20 seconds at most: the expectation after it tells. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !holds(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 10))
}
