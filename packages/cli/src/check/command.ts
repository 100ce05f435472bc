import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isDay, isTimeZone, type MisAdapter, operationNames, wrap } from '@mis/core'
import { adapterOptions } from '../adapter-options.ts'
import type { Command, Typed } from '../command.ts'
import { ownVersion } from '../own-package.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { vendorNames, vendorOf } from '../vendors/vendors.ts'
import { lookAtAddress } from './address.ts'
import type { Finding } from './finding.ts'
import { lookAtDirectory, lookAtSchedules, type Window, windowOf } from './look.ts'
import { type Measured, stopwatch } from './measure.ts'
import { type CheckReport, reportPage, reportText } from './report.ts'

/** Slower than this in the middle is worth a word to the vendor. */
const slowMs = 3_000

export const checkCommand: Command = {
  name: 'check',
  about: 'look at a real installation, reading only: TLS, access, clock, zone, latency, schedules',
  subject: { name: 'vendor', oneOf: vendorNames },
  options: {
    options: {
      value: '<file>',
      about: 'JSON with the options of the adapter; env:NAME and file:PATH stand for values',
    },
    set: { value: '<name=value>', many: true, about: 'one option of the adapter, such as auth.token=env:TOKEN' },
    doctors: { value: '<number>', about: 'whose schedules are read, 1 to 1000; default: 10' },
    days: { value: '<number>', about: 'how far ahead, 1 to 90; default: 14' },
    from: { value: '<day>', about: 'the first day, YYYY-MM-DD; default: tomorrow' },
    report: { value: '<file>', about: 'also write a page in Markdown, to be sent to the vendor' },
  },
  examples: [
    'mis check medesk --set apiKey=env:MEDESK_KEY --set timeZone=Europe/Moscow',
    'mis check emias --options emias.json --report emias-check.md',
  ],
  async run(typed, terminal) {
    const vendor = vendorOf(typed.subject)
    const given = adapterOptions(typed.text('options'), typed.texts('set'), terminal)
    const window = windowFrom(typed, given.timeZone, terminal)
    const bare = await vendor.open(given)
    const watch = stopwatch(terminal.runtime)
    const mis = wrap(bare, [watch.layer])
    try {
      terminal.progress('Looking at the address')
      const address = await lookAtAddress(vendor.address(given), terminal)
      const looked = await look(mis, window, terminal)
      const calls = watch.results()
      const report: CheckReport = {
        vendor: vendor.title,
        instance: bare.instance,
        checkedAt: new Date(terminal.runtime.now()).toISOString(),
        versions: { '@mis/cli': ownVersion, Node: process.versions.node },
        findings: [...address, ...looked, ...calls.map(latency), support(bare)],
        calls,
        operations: Object.fromEntries(operationNames.map((name) => [name, name in bare])),
      }
      terminal.progress('')
      const file = typed.text('report')
      if (file !== undefined) writeFileSync(resolve(terminal.cwd, file), reportPage(report))
      terminal.out(typed.flag('json') ? JSON.stringify(report, null, 2) : reportText(report, terminal))
      return report.findings.some(({ outcome }) => outcome === 'failed') ? 1 : 0
    } finally {
      await bare.close()
    }
  },
}

function windowFrom(typed: Typed, zone: unknown, { runtime }: Terminal): Window {
  const from = typed.text('from')
  if (from !== undefined && !isDay(from)) throw new UsageError(`--from ${from}: expected a day, such as 2031-03-04`)
  const timeZone = typeof zone === 'string' && isTimeZone(zone) ? zone : 'Europe/Moscow'
  const [days, doctors] = [typed.number('days', 1, 90) ?? 14, typed.number('doctors', 1, 1000) ?? 10]
  return windowOf(from, days, doctors, timeZone, runtime.now())
}

async function look(mis: MisAdapter, window: Window, terminal: Terminal): Promise<readonly Finding[]> {
  terminal.progress('Reading the directory')
  const { findings, doctors } = await lookAtDirectory(mis, terminal)
  if (doctors.length === 0) return findings
  return [...findings, ...(await lookAtSchedules(mis, doctors, window, terminal))]
}

function latency({ operation, medianMs, longestMs }: Measured): Finding {
  const says = `${operation}: ${medianMs} ms in the middle, ${longestMs} ms at most`
  if (medianMs <= slowMs) return { about: 'latency', outcome: 'good', says }
  return {
    about: 'latency',
    outcome: 'warning',
    says,
    next: 'Patients wait for this; ask what the server is busy with.',
  }
}

function support({ capabilities }: MisAdapter): Finding {
  const required = capabilities.patientFields.required.join(', ')
  const found = capabilities.findBooking ? 'a lost booking can be found again' : 'a lost booking cannot be found again'
  return { about: 'support', outcome: 'good', says: `a booking needs ${required}; ${found}` }
}
