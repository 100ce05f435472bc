import { MisError } from '../errors/mis-error.ts'
import type { HeaderValues } from './http-headers.ts'
import type { QueryValues } from './http-url.ts'

/** One request. Give `json` or `body`, not both. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `baseUrl`, ids encoded: see `path`. */
  readonly path: string
  /** Members that are `undefined` are left out. */
  readonly query?: QueryValues
  /** Sent as `application/json` unless `headers` say otherwise. */
  readonly json?: unknown
  /** Sent as it is, in UTF-8; name its `content-type` in `headers`. */
  readonly body?: string
  /** Win over the headers of `HttpOptions`. */
  readonly headers?: HeaderValues
  /**
   * Can this request change what the MIS keeps? Default: `read` for GET, `write` for the rest. A read inside a write
   * operation (a look-up, a token) leaves `context.sent` alone, so its failure does not make the outcome unknown.
   */
  readonly effect?: 'read' | 'write'
  /** How many bytes this answer may have once unpacked. Default: that of `HttpOptions`. */
  readonly maxResponseBytes?: number
}

/** The text that goes out. @throws MisError `invalid-request` where there are two, or `json` cannot be written. */
export function requestBody({ json, body }: HttpRequest): string | undefined {
  if (json === undefined) return body
  if (body !== undefined) throw unsendable('body', 'give json or body, not both')
  try {
    return JSON.stringify(json)
  } catch {
    throw unsendable('json', 'json: give what JSON can hold: no cycles, no BigInt')
  }
}

/** @throws MisError `invalid-request` where it is no whole number of bytes. */
export function checkedLimit(bytes: number): number {
  if (Number.isSafeInteger(bytes) && bytes >= 1) return bytes
  throw unsendable('maxResponseBytes', 'maxResponseBytes: give a whole number of bytes, at least 1')
}

function unsendable(field: string, hint: string): MisError {
  return new MisError('invalid-request', { details: { fields: [field] }, hint })
}
