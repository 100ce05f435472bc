import { slotTokens } from '@mis/core/adapter'
import { z } from 'zod'

/** A slot's token holds Medesk's own `slot_id` and nothing else, so that an appointment leads back to its slot. */
export const tokens = slotTokens('md', z.object({ s: z.string().min(1).max(64) }))
