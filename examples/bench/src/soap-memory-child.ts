import { once } from 'node:events'
import { createEmias } from '@mis/emias'
import type { SoapMemoryTask } from './soap-memory.ts'

const [{ endpoint, warmUp, tls, free }] = (await once(process, 'message')) as [SoapMemoryTask]
const query = { doctorId: '7', from: '2031-03-04', to: '2031-04-03' }

const first = createEmias({ endpoint: warmUp, tls, lpuCode: 'bench' })
await first.listSlots(query)
await first.close()
globalThis.gc?.()
const before = process.memoryUsage.rss()
const emias = createEmias({ endpoint, tls, lpuCode: 'bench' })
const { slots } = await emias.listSlots(query, { deadlineMs: 300_000 })
if (slots.length !== free) throw new Error('not every free time was read')
// maxRSS is in KiB and the highest ever, so that no moment between two looks is missed.
const megabytes = (process.resourceUsage().maxRSS * 1_024 - before) / 1e6
await emias.close()
process.send?.({ megabytes })
process.disconnect?.()
