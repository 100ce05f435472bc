import type { HttpResponse } from '@mis/core/adapter'
import { parseJson } from '@mis/core/adapter'
import { codeIn } from '../error-codes.ts'
import { type EsiaError, refusalError } from '../errors.ts'

/**
 * The error of an answer that refuses, whatever it is written in: JSON, an array of one, plain text, a page. Of the body
 * only the code of ESIA and the word of OAuth are taken.
 */
export function refusalOf({ status, text, header }: Pick<HttpResponse, 'status' | 'text' | 'header'>): EsiaError {
  const isJson = /json/i.test(header('content-type') ?? '') || /^\s*[[{]/.test(text)
  const facts = isJson ? ofJson(text) : null
  return refusalError({ code: facts?.code ?? codeIn(text), word: facts?.word, status })
}

/** What a JSON body says; null where it is no refusal. */
export function refusalIn(body: unknown): { readonly code: string | null; readonly word: string | undefined } | null {
  const first = Array.isArray(body) ? body[0] : body
  if (typeof first !== 'object' || first === null) return null
  const { error, error_description, code, message } = first as Record<string, unknown>
  // A member `code` alone may be anything.
  if (error === undefined && (typeof code !== 'string' || codeIn(code) === null)) return null
  const texts = [code, error_description, error, message].map((value) => (typeof value === 'string' ? value : ''))
  const found = texts.map(codeIn).find((each) => each !== null) ?? null
  return { code: found, word: typeof error === 'string' ? error : undefined }
}

function ofJson(text: string): ReturnType<typeof refusalIn> {
  try {
    return refusalIn(parseJson(text))
  } catch {
    return null
  }
}
