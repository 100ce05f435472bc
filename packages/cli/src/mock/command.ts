import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addDays, dayAt, inZone } from '@mis/core'
import { listen, type MockServer, type RecordedRequest, type World } from '@mis/mock'
import type { Command, Typed } from '../command.ts'
import { columns } from '../help.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import type { CurlPlace, MockOfVendor, Vendor } from '../vendors/vendor.ts'
import { vendorNames, vendorOf } from '../vendors/vendors.ts'
import { worldClock } from './clock.ts'
import { faultRule } from './fault.ts'
import { readWorldFile, worldOf } from './world-file.ts'

export const mockCommand: Command = {
  name: 'mock',
  about: 'serve a mock MIS with an invented clinic on 127.0.0.1',
  subject: { name: 'vendor', oneOf: vendorNames },
  options: {
    port: { value: '<number>', about: 'listen here; default: a free port' },
    profile: { value: '<word>', about: 'a profile of the vendor; default: its first' },
    world: { value: '<file>', about: 'JSON: seed, now, days, timeZone, rules, occupied, visits' },
    clock: { value: '<instant>', about: 'what time it is there: an instant, or now; default: 2031-03-03T05:00:00Z' },
    speed: { value: '<number>', about: 'seconds there in one of ours, 0 to 86400; default: 1' },
    fault: { value: '<fault>', many: true, about: 'lost-answer=20%, 503@listSlots=10%, 300ms, reset@book=1x' },
    seed: { value: '<number>', about: 'chance of faults; default: 1' },
  },
  examples: [
    'mis mock medesk',
    'mis mock medesk --port 4010 --fault lost-answer@book=20% --fault 300ms=50%',
    'mis mock onec-medicine --profile bit-umc --clock now',
  ],
  async run(typed, terminal) {
    const vendor = vendorOf(typed.subject)
    const profile = profileOf(vendor, typed.text('profile'))
    const given = typed.text('world')
    const file = given === undefined ? {} : readWorldFile(given, terminal.cwd)
    const clock = worldClock(typed.text('clock') ?? file.now, typed.number('speed', 0, 86_400) ?? 1, terminal.runtime)
    const world = worldOf(file, clock)
    const faults = typed.texts('fault').map(faultRule)
    const port = typed.number('port', 0, 65_535)
    const seed = typed.number('seed', 0, 2 ** 31)
    const mock = await vendor.mock(world, profile)
    const print = typed.flag('json') ? jsonLine : requestLine
    const server = await listen(mock.handler, {
      ...{ faults, strict: false, onRequest: (request: RecordedRequest) => terminal.out(print(request, terminal)) },
      ...(mock.tls && { tls: mock.tls }),
      ...(port !== undefined && { port }),
      ...(seed !== undefined && { seed }),
    }).catch(portTaken(port))
    const folder = mock.files && writeFiles(mock.files)
    try {
      announce({ vendor, mock, world, server, typed, terminal, folder: folder ?? '' })
      await aborted(terminal.signal)
    } finally {
      await server.close()
      if (folder) rmSync(folder, { recursive: true, force: true })
    }
    return 0
  },
}

function profileOf({ title, profiles }: Vendor, word = profiles[0] ?? ''): string {
  if (profiles.includes(word)) return word
  throw new UsageError(`--profile ${word}: ${title} has ${profiles.join(', ')}`)
}

function portTaken(port: number | undefined): (error: unknown) => never {
  return (error) => {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE') throw new UsageError(`--port ${port} is taken by another program`)
    if (code === 'EACCES') throw new UsageError(`--port ${port} needs rights that this user has not`)
    throw error
  }
}

function writeFiles(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mis-mock-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 })
  return folder
}

interface Opened {
  readonly vendor: Vendor
  readonly mock: MockOfVendor
  readonly world: World
  readonly server: MockServer
  readonly typed: Typed
  readonly terminal: Terminal
  readonly folder: string
}

function announce({ vendor, mock, world, server, typed, terminal, folder }: Opened): void {
  const { out, paint } = terminal
  const { url } = server
  const place = placeIn(world, url, folder)
  const { timeZone = '' } = world.clinics()[0] ?? {}
  const now = inZone(new Date(world.now()).toISOString(), timeZone)
  if (typed.flag('json')) {
    out(JSON.stringify({ url, vendor: vendor.name, ...mock.credentials, now, ...(folder && { files: folder }) }))
    return
  }
  const facts = Object.entries({ ...mock.credentials, ...(folder && { files: folder }), 'clock there': now })
  const commands = mock.curl(place).map((command) => `  ${command}`)
  const tried = commands.length > 0 ? ['Try it:', ...commands, ''] : []
  for (const line of [
    `Mock ${vendor.title} at ${paint('bold', url)}`,
    ...columns(facts),
    '',
    ...tried,
    'In TypeScript:',
    `  ${mock.code(url)}`,
    '',
    ...typed.texts('fault').map((fault) => `Armed: ${paint('yellow', fault)}`),
    paint('dim', 'Ctrl-C stops it. What arrives:'),
  ])
    out(line)
}

function placeIn(world: World, url: string, folder: string): CurlPlace {
  const [clinic] = world.clinics()
  const today = dayAt(world.now(), clinic?.timeZone ?? 'UTC')
  const doctor = world.doctors().find(({ active, clinicIds }) => active && clinicIds.includes(clinic?.id ?? ''))
  return { url, folder, doctor: doctor?.id ?? '1', from: addDays(today, 1), to: addDays(today, 7) }
}

function requestLine({ method, path, status, operation }: RecordedRequest, { paint }: Terminal): string {
  const answer = status === undefined ? paint('red', 'no answer') : String(status)
  return [method, withoutQuery(path), answer, operation && paint('dim', operation)].filter(Boolean).join(' ')
}

function jsonLine({ method, path, status, operation }: RecordedRequest): string {
  return JSON.stringify({ method, path: withoutQuery(path), status: status ?? null, operation: operation ?? null })
}

/** What stands after it may be a telephone number. */
function withoutQuery(path: string): string {
  return path.split('?', 1)[0] ?? ''
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
