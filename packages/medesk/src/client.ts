import type { Context } from '@mis/core'
import { type HttpRequest, type HttpResponse, http } from '@mis/core/adapter'
import { refusalOf } from './errors.ts'
import type { Settings } from './options.ts'

/** Sends one request; a status of 400 or more comes back as the error it stands for. */
export type Client = (request: HttpRequest, context: Context) => Promise<HttpResponse>

export function createClient({ baseUrl, apiKey, maxResponseBytes }: Settings): Client {
  const send = http({
    baseUrl,
    // [req] On every request, those without a body included.
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
    ...(maxResponseBytes !== undefined && { maxResponseBytes }),
  })
  return async (request, context) => {
    const response = await send(request, context)
    if (response.status >= 400) throw refusalOf(response, context)
    return response
  }
}
