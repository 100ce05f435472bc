import type { OneCMockOptions } from '../options.ts'
import { Refusal } from './refusal.ts'

/** Throws the 401 unless the header is HTTP Basic for the one user, name and password in UTF-8 [platform]. */
export function checkBasic(header: string | null, { username, password }: OneCMockOptions): void {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1]
  const given = encoded === undefined ? undefined : Buffer.from(encoded, 'base64')
  if (given?.equals(Buffer.from(`${username}:${password}`, 'utf8')) === true) return
  throw new Refusal(401, 'Идентификация пользователя не выполнена. Неправильное имя или пароль пользователя.', {
    'www-authenticate': 'Basic realm="1C:Enterprise 8.3"',
  })
}
