import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { defaultContract } from '../src/wire/contract.ts'
import { mockWsdl, rearranged, rearrangedNames, withImport } from './wsdl-documents.ts'

const wsdl = await mockWsdl()
const command = fileURLToPath(new URL('../src/wsdl/command.ts', import.meta.url))

/** The command in a process of its own; documents are written to the folder it runs in. */
async function run(documents: Readonly<Record<string, string>>, ...args: string[]) {
  const cwd = await mkdtemp(join(tmpdir(), 'emias-'))
  onTestFinished(() => rm(cwd, { recursive: true }))
  for (const [name, text] of Object.entries(documents)) await writeFile(join(cwd, name), text)
  const node = ['--conditions=@mis/source', command, ...args]
  return new Promise<{ code: unknown; out: string; said: string }>((resolve) => {
    execFile(process.execPath, node, { cwd }, (error, out, said) => resolve({ code: error?.code ?? 0, out, said }))
  })
}

describe('mis-emias-contract', () => {
  it('writes the contract of a WSDL', async () => {
    const { code, out } = await run({ 'emias.wsdl': wsdl }, 'emias.wsdl')
    expect([code, JSON.parse(out)]).toEqual([0, defaultContract])
  })

  it('takes imports by their location, and the names of this service', async () => {
    const location = 'https://emias.test/?xsd=1'
    const { wsdl: main, schema } = withImport(rearranged(wsdl), location)
    const names = Object.entries(rearrangedNames).flatMap(([ours, theirs]) => ['--name', `${ours}=${theirs}`])
    const { code, out } = await run(
      { 'a.wsdl': main, 'a.xsd': schema },
      'a.wsdl',
      '--import',
      `${location}=a.xsd`,
      ...names,
    )
    expect([code, JSON.parse(out)]).toMatchObject([0, { names: rearrangedNames }])
  })

  it('says why a WSDL is refused, and how it is used', async () => {
    const { code, out, said } = await run({ 'a.wsdl': withImport(wsdl, 'a.xsd').wsdl }, 'a.wsdl')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(said).toContain('a.xsd')
    for (const args of [[], ['absent.wsdl'], ['a.wsdl', '--import', 'a.xsd'], ['a.wsdl', '--fetch']]) {
      const misused = await run({ 'a.wsdl': wsdl }, ...args)
      expect(misused.code).toBe(2)
      expect(misused.said).toContain('mis-emias-contract <file.wsdl>')
    }
  })

  it("is the package's own bin", async () => {
    const { bin } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
    expect(bin).toEqual({ 'mis-emias-contract': './dist/command.js' })
    expect(await readFile(command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
  })
})

describe('soap', () => {
  it('is loaded once a WSDL is read, and not by importing the adapter or calling it', async () => {
    const script = `
      import { registerHooks } from 'node:module'
      const loaded = []
      registerHooks({ load: (url, context, next) => { if (/node_modules\\/(soap|axios|sax)\\//.test(url)) loaded.push(url); return next(url, context) } })
      const { createEmias } = await import('@mis/emias')
      const { contractFromWsdl } = await import('@mis/emias/wsdl')
      const { emiasMock } = await import('@mis/emias/mock')
      createEmias({ endpoint: 'https://emias.test/S.svc', tls: {}, lpuCode: 'LPU-0' })
      const before = loaded.length
      const wsdl = await (await emiasMock({}, { lpuCode: 'LPU-0' })(new Request('https://emias.test/?wsdl'))).text()
      await contractFromWsdl(wsdl)
      process.stdout.write(JSON.stringify({ before, after: loaded.some((url) => /node_modules\\/soap\\//.test(url)) }))
    `
    const cwd = fileURLToPath(new URL('..', import.meta.url))
    const node = ['--conditions=@mis/source', '--input-type=module', '--eval', script]
    const out = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, node, { cwd }, (error, found, said) =>
        error ? reject(new Error(said)) : resolve(found),
      )
    })
    expect(JSON.parse(out)).toEqual({ before: 0, after: true })
  })
})
