import type { EventDraft } from '../store/outbox.ts'
import type { MirrorSettings } from './options.ts'

/** What is told about an item of the MIS's: `kind` and `id` name whose event it is. */
export async function mirrorEvent(
  { adapter: { instance }, sealer, runtime }: MirrorSettings,
  {
    type,
    kind,
    id: itemId,
    facts,
  }: { readonly type: string; readonly kind: string; readonly id: string; readonly facts: object },
): Promise<EventDraft> {
  const id = runtime.id()
  const body = await sealer.seal({ id, type, instance, ...facts }, `outbox.body/${id}`)
  return { id, type, instance, subject: `${kind}/${instance}/${itemId}`, body }
}
