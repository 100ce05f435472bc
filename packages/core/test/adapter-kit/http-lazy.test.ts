import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { listen } from '@mis/mock'
import { testCertificates } from '@mis/mock/certificates'
import { describe, expect, it } from 'vitest'
import { http } from '../../src/adapter-kit/index.ts'
import { defaultRuntime } from '../../src/kernel/runtime.ts'

const { ca, client, server } = testCertificates()

/** Runs in a process of its own and prints which of undici's files it has loaded. */
const script = `
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load(url, context, next) { if (/[\\\\/]undici[\\\\/]/.test(url)) loaded.push(url); return next(url, context) } })
  const { http } = await import('@mis/core/adapter')
  const { defaultRuntime } = await import(${JSON.stringify(new URL('../../src/kernel/runtime.ts', import.meta.url).href)})
  const { url, tls } = JSON.parse(process.env.CLIENT)
  const send = http({ baseUrl: url, ...(tls && { tls }) })
  const before = loaded.length
  const global = () => globalThis[Symbol.for('undici.globalDispatcher.1')]
  await fetch('data:,')
  const dispatcher = global()
  const context = { operation: 'listDoctors', signal: new AbortController().signal, runtime: defaultRuntime, sent: undefined }
  const { status } = await send({ method: 'GET', path: '/' }, context)
  await send.close()
  console.log(JSON.stringify({ status, certificate: send.certificate()?.subject ?? null, before, after: loaded.length > 0, replaced: dispatcher !== global() }))
`

async function inOwnProcess(options: object): Promise<unknown> {
  const args = ['--conditions=@mis/source', '--input-type=module', '-e', script]
  const env = { ...process.env, CLIENT: JSON.stringify(options) }
  const cwd = new URL('.', import.meta.url)
  return JSON.parse((await promisify(execFile)(process.execPath, args, { env, cwd })).stdout)
}

describe('undici', () => {
  it('is never loaded without tls, and close has nothing to do', async () => {
    await using mock = await listen(async () => new Response('ok'))
    const seen = await inOwnProcess({ url: mock.url })
    expect(seen).toEqual({ status: 200, certificate: null, before: 0, after: false, replaced: false })
  })

  it('is loaded by the first request with tls, and other requests of the process go on as before', async () => {
    await using mock = await listen(async () => new Response('ok'), { tls: { ...server, ca, requestCert: true } })
    const seen = await inOwnProcess({ url: mock.url, tls: { ca, cert: client.cert, key: client.key } })
    expect(seen).toMatchObject({ status: 200, before: 0, after: true, replaced: false })
  })
})

describe('without tls', () => {
  it('close leaves the client as it is, and fetch is given no dispatcher', async () => {
    const seen: unknown[] = []
    const fetch = async (_: unknown, init?: RequestInit) => {
      seen.push(init && 'dispatcher' in init)
      return new Response('ok')
    }
    const send = http({ baseUrl: 'https://mis.invalid' })
    await send.close()
    const context = { operation: 'listDoctors', signal: new AbortController().signal, sent: undefined } as const
    await send({ method: 'GET', path: '/' }, { ...context, runtime: { ...defaultRuntime, fetch } })
    expect(seen).toEqual([false])
    expect(send.certificate()).toBeNull()
  })
})
