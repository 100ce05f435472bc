import { slotTokens } from '@mis/core/adapter'
import { z } from 'zod'

/** A slot's token holds the service's own SlotId, verbatim. */
export const tokens = slotTokens('em', z.object({ s: z.string().min(1).max(1_000) }))
