import type { Context } from '@mis/core'
import { decode, type HttpRequest, type HttpResponse } from '@mis/core/adapter'
import type { z } from 'zod'
import type { PlatformClient } from '../platform/client.ts'
import { jsonOf } from '../platform/json.ts'
import { type Names, renamedFromBase } from '../wire/bit-umc/names.ts'
import { complaintIn, wordIn } from '../wire/bit-umc/refusal.ts'
import { refusalOf } from './errors.ts'

/** Sends one request and reads its answer as `answer` says; whatever tells of a failure is thrown as the error it is. */
export type Ask = <T>(request: HttpRequest, answer: z.ZodType<T>, context: Context) => Promise<T>

export function createAsk({ send }: Pick<PlatformClient, 'send'>, names: Names): Ask {
  return async (request, answer, context) => {
    const response = await send(request, context)
    // [doc] The body of an exception is text: no JSON parser is run on it.
    if (response.status >= 400) throw refusalOf(response, context, wordIn(response.text))
    const tree = renamedFromBase(treeOf(response, context), names)
    const complaint = complaintIn(tree)
    if (complaint !== undefined) throw refusalOf(response, context, complaint)
    const said = decode(answer, tree, context.operation)
    if (isRefused(said)) throw refusalOf(response, context, 'refused')
    return said
  }
}

/** [assumed] Where a flag is expected, the code `0`, an error, is one that says no. */
function isRefused(said: unknown): boolean {
  return typeof said === 'object' && said !== null && 'Результат' in said && said.Результат === false
}

/** [doc] Some errors come as a bare sentence with status 200. */
function treeOf(response: HttpResponse, context: Context): unknown {
  try {
    return jsonOf(response)
  } catch (error) {
    const word = wordIn(response.text)
    throw word === undefined ? error : refusalOf(response, context, word)
  }
}
