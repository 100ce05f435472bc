import { createEsiaAuth } from '@mis/esia-auth'
import { esiaMock } from '@mis/esia-auth/mock'
import { listen } from '@mis/mock'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { missing, strangers } from '../../../tools/lib/strangers.ts'
import { startApp } from './browser-app.ts'
import { client, scope, signer, unconfirmed, woman } from './flow-support.ts'
import { now } from './mock-support.ts'

const args = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--no-first-run',
]

/** The site and ESIA, each on a port of its own, as a person meets them. */
async function places() {
  const redirectUris: string[] = []
  const clients = [{ ...client, redirectUris }]
  const mock = esiaMock({ clients, persons: [woman, unconfirmed], now: () => now })
  const esia = await listen(mock, { strict: false })
  onTestFinished(() => esia.close())
  const app = await startApp({
    auth(redirectUri) {
      redirectUris.push(redirectUri)
      const base = { clientId: client.clientId, redirectUri, scope, environment: 'test', signer } as const
      const certificates = mock.certificates()
      return createEsiaAuth({ ...base, certificates, baseUrl: esia.url, runtime: { now: () => now } })
    },
  })
  onTestFinished(() => app[Symbol.asyncDispose]())
  return { app, esia }
}

const why = missing(strangers.chromium)
if (why !== undefined) {
  it(`in a browser: NOT RUN, ${why}`, () => console.warn(`the browser test was not run: ${why}`))
} else {
  describe('in a browser', () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: strangers.chromium.program, args })
    }, 60_000)
    afterAll(() => browser.close())

    async function open(url: string) {
      const context = await browser.newContext({ locale: 'ru-RU' })
      onTestFinished(() => context.close())
      const page = await context.newPage()
      await page.goto(url)
      return page
    }

    it('a person clicks "sign in", is chosen, agrees, and lands on the site with the verified name', async () => {
      const { app, esia } = await places()
      const page = await open(app.url)
      await page.getByRole('link', { name: 'Войти через Госуслуги' }).click()
      await page.waitForURL(`${esia.url}/login?*`)
      // Found as somebody with a screen reader finds them.
      const group = page.getByRole('group', { name: 'Под кем войти' })
      await group.getByRole('radio', { name: /Тестова Проба Образцовна/ }).check()
      await page.getByRole('button', { name: 'Разрешить' }).click()
      await page.waitForURL(`${app.url}/esia/callback?*`)
      expect(await page.title()).toBe('Вы вошли')
      expect(await page.locator('#patient').textContent()).toBe('Тестова Проба Образцовна')
      expect(await page.getByText('личность подтверждена').count()).toBe(1)
    }, 60_000)

    it('the page is worked by the keyboard alone', async () => {
      const { app } = await places()
      const page = await open(`${app.url}/login`)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Space')
      await page.keyboard.press('Enter')
      await page.waitForURL(`${app.url}/esia/callback?*`)
      expect(await page.locator('#patient').textContent()).toBe('Тестова Проба Образцовна')
    }, 60_000)

    it('nobody gets on without a choice, and a refusal needs none', async () => {
      const { app, esia } = await places()
      const page = await open(`${app.url}/login`)
      await page.getByRole('button', { name: 'Разрешить' }).click()
      expect(new URL(page.url()).origin).toBe(esia.url)
      expect(await page.locator('input:invalid').count()).toBe(2)
      await page.getByRole('button', { name: 'Отказать' }).click()
      await page.waitForURL(`${app.url}/esia/callback?*`)
      expect(await page.getByRole('alert').textContent()).toMatch(/^Вы не дали согласие/)
    }, 60_000)

    it('an account that is not confirmed is told what to do', async () => {
      const { app } = await places()
      const page = await open(`${app.url}/login`)
      await page.getByRole('radio', { name: /неподтверждённая запись/ }).check()
      await page.getByRole('button', { name: 'Разрешить' }).click()
      await page.waitForURL(`${app.url}/esia/callback?*`)
      expect(await page.getByRole('alert').textContent()).toMatch(/Подтвердите личность/)
    }, 60_000)
  })
}
