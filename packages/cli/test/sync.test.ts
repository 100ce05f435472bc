import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStore, sqliteStore } from '@mis/desk'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, type FaultRule, listen } from '@mis/mock'
import { afterAll, describe, expect, it } from 'vitest'
import { type Ended, mis } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'mis-sync-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** One round over a clinic whose days are those of this machine's clock. */
async function synced(file: string, faults: readonly FaultRule[], ...args: string[]): Promise<Ended> {
  const world = createWorld({ now: await memoryStore().now() })
  const server = await listen(medeskMock(world, { apiKey: 'key' }), { faults, strict: false })
  const given = [`baseUrl=${server.url}`, 'apiKey=env:KEY', 'timeZone=Europe/Moscow'].flatMap((pair) => ['--set', pair])
  try {
    return await mis(['sync', 'medesk', '--store', join(folder, file), '--days', '3', ...given, ...args], {
      KEY: 'key',
    })
  } finally {
    await server.close()
  }
}

describe.concurrent('mis sync', { timeout: 60_000 }, () => {
  it('fills the mirror of a desk, and says how much', async () => {
    const { code, out } = await synced('whole.db', [])
    expect(out).toMatch(/^\d+ of \d+ windows read in [\d.]+ s, \d+ doctor's days written\n$/)
    expect(code).toBe(0)
    const store = sqliteStore(join(folder, 'whole.db'))
    expect(Number.isFinite(await store.now())).toBe(true)
    await store.close()
  })

  it('tells each step to a program, and names the doctors that are behind', async () => {
    const fault = { when: { path: /doctor_id=2&/ }, fault: { status: 500 } } as const
    const { code, out } = await synced('part.db', [fault], '--json')
    const steps = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { phase: string; behind: unknown[] })
    expect(steps.at(-1)).toMatchObject({ phase: 'done', behind: [{ doctorId: '2', why: 'unavailable' }] })
    expect(code).toBe(1)
  })
})
