import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { missing, strangers } from '../../../tools/lib/strangers.ts'
import { sqliteStore } from '../src/index.ts'
import { powerCuts, type Remains } from './support/power-cut.ts'

const title = 'a power cut, where nothing reached the disk but what was synced'
const why = missing(strangers.strace)
if (why === undefined) describe(title, suite)
else describe(title, () => it(`was NOT RUN: ${why}`, () => console.warn(`${title}: was not run: ${why}`)))

function suite() {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mis-power-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** What was acknowledged and is not there any more. */
  async function lostAt({ acknowledged, files }: Remains): Promise<string[]> {
    const place = mkdtempSync(join(folder, 'cut-'))
    for (const [name, bytes] of files) writeFileSync(join(place, name), bytes)
    const store = sqliteStore(join(place, 'desk.db'))
    const there = (await store.intents.list({ limit: 100 })).map(({ id }) => id)
    await store.close()
    return acknowledged.filter((name) => !there.includes(name))
  }

  it('loses no intent that was acknowledged', async () => {
    const cuts = powerCuts(folder, 'full')
    expect(cuts).toHaveLength(12)
    for (const cut of cuts) expect(await lostAt(cut)).toEqual([])
  })

  it('would lose some with synchronous=NORMAL, so that the case above can fail', async () => {
    const lost = await Promise.all(powerCuts(folder, 'normal').map(lostAt))
    expect(lost.flat().length).toBeGreaterThan(0)
  })
}
