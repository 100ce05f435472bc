import type { EsiaReason } from './error-reasons.ts'

/** Codes of ESIA by their digits. [doc] [1] */
const codes: Readonly<Record<string, EsiaReason>> = {
  '005011': 'token-refused',
  '005013': 'token-expired',
  '007002': 'certificate-unknown',
  '007003': 'parameter-wrong',
  '007004': 'declined',
  '007005': 'client-refused',
  '007006': 'scope-wrong',
  '007007': 'esia-failed',
  '007008': 'esia-overloaded',
  '007009': 'method-unsupported',
  '007011': 'grant-invalid',
  '007012': 'grant-unsupported',
  '007013': 'scope-missing',
  '007014': 'parameter-missing',
  '007015': 'clock',
  '007019': 'scope-not-granted',
  '007023': 'redirect-not-registered',
  '007038': 'request-unreadable',
  '007039': 'pkce-missing',
  '007040': 'pkce-mismatch',
  '007046': 'second-factor',
  '007053': 'client-secret',
  '007055': 'account-not-confirmed',
  '007060': 'organisation',
  '007061': 'organisation',
  '007062': 'organisation',
  '007194': 'organisation',
  '008010': 'client-authentication',
}

/** Words of OAuth, where no code of ESIA came. */
const words: Readonly<Record<string, EsiaReason>> = {
  access_denied: 'declined',
  invalid_client: 'client-authentication',
  invalid_grant: 'grant-invalid',
  invalid_request: 'parameter-wrong',
  invalid_scope: 'scope-wrong',
  server_error: 'esia-failed',
  temporarily_unavailable: 'esia-overloaded',
  unauthorized_client: 'client-refused',
  unsupported_grant_type: 'grant-unsupported',
  unsupported_response_type: 'method-unsupported',
}

/** The reason of a code such as `ESIA-007053`; undefined for a code that is not in the table. */
export function reasonOfCode(code: string): EsiaReason | undefined {
  const digits = /^ESIA-(\d{6})$/.exec(code)?.[1] ?? ''
  if (Object.hasOwn(codes, digits)) return codes[digits]
  return digits >= '036700' && digits <= '036727' ? 'consent-request' : undefined
}

/** The reason of a word of OAuth such as `access_denied`. */
export function reasonOfWord(word: string): EsiaReason | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined
}

/** The first code of ESIA in a text, in one spelling; null where there is none. */
export function codeIn(text: string): string | null {
  const digits = /\bESIA-(\d{6})(?!\d)/i.exec(text)?.[1]
  return digits === undefined ? null : `ESIA-${digits}`
}
