import { resolve } from 'node:path'
import { isTimeZone, recommended, wrap } from '@mis/core'
import type { SyncProgress } from '@mis/desk'
import { adapterOptions } from '../adapter-options.ts'
import type { Command } from '../command.ts'
import { loadOptional } from '../load-optional.ts'
import { progressBar, type Terminal } from '../terminal.ts'
import { vendorNames, vendorOf } from '../vendors/vendors.ts'

export const syncCommand: Command = {
  name: 'sync',
  about: 'bring a mirror of the schedules, as a desk keeps it, up to date once',
  subject: { name: 'vendor', oneOf: vendorNames },
  options: {
    store: { value: '<file>', about: 'the SQLite file of the desk; default: desk.db' },
    options: {
      value: '<file>',
      about: 'JSON with the options of the adapter; env:NAME and file:PATH stand for values',
    },
    set: { value: '<name=value>', many: true, about: 'one option of the adapter, such as apiKey=env:KEY' },
    days: { value: '<number>', about: 'days that are mirrored, today included, 1 to 366; default: 30' },
  },
  examples: [
    'mis sync medesk --set apiKey=env:MEDESK_KEY --set timeZone=Europe/Moscow',
    'mis sync emias --options emias.json --store /var/lib/site/desk.db --json',
  ],
  async run(typed, terminal) {
    const vendor = vendorOf(typed.subject)
    const given = adapterOptions(typed.text('options'), typed.texts('set'), terminal)
    const { createMirror, sqliteStore } = await loadOptional('@mis/desk', () => import('@mis/desk'))
    const bare = await vendor.open(given)
    const store = sqliteStore(resolve(terminal.cwd, typed.text('store') ?? 'desk.db'))
    try {
      const days = typed.number('days', 1, 366)
      const { timeZone } = given
      const mirror = createMirror({
        ...{ adapter: wrap(bare, recommended({ settle: false, cache: false })), store },
        ...(days !== undefined && { days }),
        ...(typeof timeZone === 'string' && isTimeZone(timeZone) && { timeZone }),
      })
      let last: SyncProgress | undefined
      for await (const progress of mirror.sync({ signal: terminal.signal })) {
        last = progress
        if (typed.flag('json')) terminal.out(JSON.stringify(progress))
        else terminal.progress(barOf(progress))
      }
      terminal.progress('')
      if (last === undefined) return 1
      if (!typed.flag('json')) for (const line of summary(last, terminal)) terminal.out(line)
      return last.phase === 'done' && last.behind.length === 0 ? 0 : 1
    } finally {
      await bare.close()
      await store.close()
    }
  },
}

function barOf({ phase, done, total, leftMs }: SyncProgress): string {
  if (phase === 'directory') return 'Reading the directory'
  const left = leftMs === null ? '' : `, ${Math.ceil(leftMs / 1_000)} s left`
  return `${progressBar(done, total, 'windows')}${left}`
}

function summary({ phase, done, total, written, elapsedMs, behind }: SyncProgress, { paint }: Terminal): string[] {
  if (phase === 'busy') return ['Another process is at it; nothing was done.']
  const seconds = (elapsedMs / 1_000).toFixed(1)
  return [
    `${done} of ${total} windows read in ${seconds} s, ${written} doctor's days written`,
    ...behind.map(({ doctorId, why }) => `${paint('yellow', 'behind')} doctor ${doctorId}: ${why}`),
  ]
}
