import type { StoredEvent } from '../store/outbox.ts'
import type { Sealer } from '../store/sealer.ts'
import type { OutEvent } from './sink.ts'

export async function outEventOf(event: StoredEvent, sealer: Sealer): Promise<OutEvent> {
  const { id, type, instance, subject, sequence, at, body } = event
  const data = await sealer.open(body, `outbox.body/${id}`)
  return { id, type, instance, subject, sequence, at: new Date(at).toISOString(), data }
}
