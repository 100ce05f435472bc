import { describe, expect, it } from 'vitest'
import { esiaPerson, signIn } from '../mock/index.ts'
import { authorizeUrl, client, esia, persons, redirectUri, woman } from './mock-support.ts'

async function opened(place = esia()) {
  const { server } = place
  const sent = await server.fetch(authorizeUrl(place), { redirect: 'manual' })
  const address = server.url + (sent.headers.get('location') ?? '')
  const page = await server.fetch(address)
  return { ...place, address, page, html: await page.text() }
}

function logoutUrl(base: string, parameters: Readonly<Record<string, string>>): string {
  return `${base}/idp/ext/Logout?${new URLSearchParams(parameters)}`
}

describe('the login page', () => {
  it('is Russian HTML without scripts', async () => {
    const { page, html } = await opened()
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html).toMatch(/^<!doctype html>\n<html lang="ru">/)
    expect(html).not.toMatch(/<script|javascript:|\son\w+=/i)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('does not look like the real one', async () => {
    const { html } = await opened()
    expect(html).toContain('учебный стенд')
    expect(html).not.toMatch(/госуслуг|gosuslugi|<img|есиа/i)
  })

  it('lets one person be chosen, each by a label, and says what is asked for', async () => {
    const { html } = await opened()
    expect(html.match(/<label><input type="radio" name="oid" value="\d+" required>/g)).toHaveLength(persons.length)
    expect(html).toMatch(/<fieldset>\s*<legend>Под кем войти<\/legend>/)
    for (const text of ['Тестова Проба Образцовна', 'неподтверждённая запись', 'полис старого образца', 'детей: 2']) {
      expect(html).toContain(text)
    }
    expect(html).toContain('<li>Полис ОМС</li>')
    expect(html).toMatch(/<button[^>]*value="allow">Разрешить<[\s\S]*<button[^>]*value="deny"[^>]*>Отказать</)
  })

  it('writes names as text', async () => {
    const { html } = await opened(esia({ persons: [{ ...woman, lastName: '<b>"&\'' }] }))
    expect(html).not.toContain('<b>')
    expect(html).toContain('&#60;b&#62;&#34;&#38;&#39;')
  })

  it('wants somebody chosen, and is good once', async () => {
    const { server, address } = await opened()
    const id = new URL(address).searchParams.get('id') ?? ''
    const send = async (values: Readonly<Record<string, string>>) => {
      const body = new URLSearchParams({ id, ...values })
      return await server.fetch(`${server.url}/login`, { method: 'POST', body, redirect: 'manual' })
    }
    expect((await send({ decision: 'allow' })).status).toBe(400)
    expect((await send({ decision: 'allow', oid: '1' })).status).toBe(400)
    const { status, headers } = await send({ decision: 'allow', oid: String(woman.oid) })
    expect([status, headers.get('location')?.split('?')[0]]).toEqual([302, redirectUri])
    expect((await send({ decision: 'allow', oid: String(woman.oid) })).status).toBe(400)
    expect((await server.fetch(address)).status).toBe(400)
  })

  it('keeps a query that the registered address has', async () => {
    const address = `${redirectUri}?tenant=7`
    const place = esia({ clients: [{ ...client, redirectUris: [address] }] })
    const url = authorizeUrl(place, { values: { redirect_uri: address } })
    const { searchParams } = new URL(await signIn(url, { oid: woman.oid, fetch: place.server.fetch }))
    expect([...searchParams.keys()]).toEqual(['tenant', 'code', 'state'])
  })
})

describe('signing in by program', () => {
  it('fails where nobody may be sent back', async () => {
    const place = esia()
    const url = authorizeUrl(place, { values: { client_id: 'NOBODY' } })
    const attempt = signIn(url, { oid: woman.oid, fetch: place.server.fetch })
    await expect(attempt).rejects.toThrow('ESIA answered 400: ESIA-007005')
  })

  it('fails for a person who is not there', async () => {
    const place = esia()
    const attempt = signIn(authorizeUrl(place), { oid: 1, fetch: place.server.fetch })
    await expect(attempt).rejects.toThrow('ESIA answered 400: Выберите, под кем войти.')
  })
})

describe('the logout address', () => {
  it('sends on to redirect_url where its site is registered', async () => {
    const { server } = esia()
    const url = logoutUrl(server.url, { client_id: 'CLINIC01', redirect_url: 'https://app.example/bye' })
    const { status, headers } = await server.fetch(url, { redirect: 'manual' })
    expect([status, headers.get('location')]).toEqual([302, 'https://app.example/bye'])
  })

  const refused: readonly (readonly [code: string, parameters: Readonly<Record<string, string>>])[] = [
    ['ESIA-007014', { client_id: 'CLINIC01', redirect_uri: 'https://app.example/bye' }],
    ['ESIA-007023', { client_id: 'CLINIC01', redirect_url: 'https://evil.example/' }],
    ['ESIA-007023', { client_id: 'CLINIC01', redirect_url: 'bye' }],
    ['ESIA-007005', { client_id: 'NOBODY', redirect_url: 'https://app.example/bye' }],
  ]
  for (const [code, parameters] of refused) {
    it(`shows ${code} for ${JSON.stringify(parameters)}`, async () => {
      const { server } = esia()
      const response = await server.fetch(logoutUrl(server.url, parameters), { redirect: 'manual' })
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(code)])
    })
  }
})

describe('a test account', () => {
  it('is the same person as the test patient', () => {
    expect(esiaPerson(1)).toMatchObject({
      oid: 1_000_000_001,
      lastName: 'Тестова',
      snils: '00000060018',
      trusted: true,
    })
  })
})
