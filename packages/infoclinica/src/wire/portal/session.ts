import { z } from 'zod'
import { idSchema, optionalText, type PortalRequest } from './common.ts'

/** [client] Gives the first cookie; the page itself is for a browser. */
export const openRequest = (): PortalRequest => ({ method: 'GET', path: '/' })

/** [client] 200 or 303; `success: false` inside a 200 is a refusal. */
export const loginRequest = (username: string, password: string): PortalRequest => ({
  method: 'POST',
  path: '/login',
  json: { accept: true, code: '', formKey: 'pcode', 'g-recaptcha-response': '', username, password },
})

/** [client] Whose session it is, if it is one still. */
export const loggedInRequest = (): PortalRequest => ({ method: 'GET', path: '/logged-in' })

export const loggedInSchema = z.object({
  authenticated: z.boolean(),
  id: idSchema.optional(),
  /** Last, first and middle name. */
  fullName: optionalText,
})
export type LoggedIn = z.infer<typeof loggedInSchema>

/** The session's cookie in `Set-Cookie`; several cookies stand in one line there. */
export function sessionCookie(setCookie: string | null): string | null {
  return /(?:^|[,;]\s*)PLAY_SESSION=([^;,\s]+)/.exec(setCookie ?? '')?.[1] ?? null
}

export const cookieHeader = (value: string): string => `PLAY_SESSION=${value}`
