import type { Runtime } from '@mis/core'
import { z } from 'zod'

export const text = z.string().min(1)
/** What can be given to a program: an argument ends at a zero byte. */
export const argument = text.refine((value) => !value.includes('\0'), 'must be text without zero bytes')
export const millisecondsOption = z.number().min(1).max(600_000)
export const object = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null, 'must be an object')
export const runtimeOption = object<Partial<Runtime>>()
