import { type HttpResponse, MisError, parseJson } from '@mis/core/adapter'

/**
 * The JSON of a good answer, whatever content type it names: the platform often says `text/plain` or nothing at all.
 * Never for a status of 400 or more: those bodies are texts.
 *
 * @throws MisError `bad-response` where the body is empty or is no JSON.
 */
export function jsonOf({ text, status }: Pick<HttpResponse, 'text' | 'status'>): unknown {
  if (text.trim() === '') throw broken('the answer is empty', status)
  try {
    return parseJson(text)
  } catch {
    throw broken('the answer is not JSON, or is cut', status)
  }
}

function broken(why: string, status: number): MisError {
  return new MisError('bad-response', { details: { why }, hint: why, status })
}
