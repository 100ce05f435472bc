// pnpm demo: a Medesk clinic is booked over a real socket. Exit 0 only if each step's expectation held.
// `pnpm demo --keep` leaves the mock up afterwards.
import { parseArgs } from 'node:util'
import { bookOne, listDoctors, listTimes, meetTaken, seeItGone } from './booking-steps.ts'
import { openClinic } from './clinic.ts'
import { killAndRestart, queueWhileDown } from './desk-steps.ts'
import { keepOpen } from './keep.ts'
import { mirrorSchedules } from './mirror-steps.ts'
import { createReport } from './report.ts'
import { cancelIt, loseAnAnswer, serveStale } from './trouble-steps.ts'

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } })
const print = (line: string): void => console.log(line)
const report = createReport(print)
const clinic = await openClinic({ strict: !values.keep })
try {
  print(`A mock Medesk with an invented clinic listens on ${clinic.server.url} (this machine only).`)
  const doctors = await listDoctors(clinic, report)
  const [walk, slot, another] = await listTimes(clinic, doctors, report)
  const appointment = await bookOne(walk, slot, report)
  await seeItGone(walk, slot, report)
  await meetTaken(walk, slot, report)
  await serveStale(walk, report)
  await loseAnAnswer(walk, another, report)
  await cancelIt(walk, appointment, slot, report)
  await queueWhileDown(walk, report)
  await killAndRestart(walk, report)
  await mirrorSchedules(walk, report)
  print(
    report.failed() === 0 ? `\nAll ${report.held()} expectations held.` : `\n${report.failed()} expectations failed.`,
  )
  if (values.keep) await keepOpen(walk, print)
} catch (error) {
  report.expect(`the walk goes on to its end (${error instanceof Error ? error.message : 'unknown failure'})`, false)
} finally {
  await clinic.close()
}
process.exitCode = report.failed() === 0 ? 0 : 1
