// Sign-in through ESIA: signatures beside OpenSSL's engine, and what a sign-in costs beyond the calls it makes.
import { execFileSync } from 'node:child_process'
import { constants, setEngine, sign } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEsiaAuth, gostPemSigner, opensslSigner } from '@mis/esia-auth'
import { generateCertificate, generateKeyPair, privateKeyPem } from '@mis/esia-auth/gost'
import type { Facts } from './mock-process.ts'
import type { Row, Side } from './paired.ts'

const signatures = 200
const programSignatures = 10
const logins = 20
const day = 86_400_000
const scope = ['openid', 'fullname', 'birthdate', 'snils', 'medical_doc', 'mobile']
const redirectUri = 'https://app.example/esia/callback'

/** What the child tells of its canned ESIA. */
export interface EsiaFacts extends Facts {
  /** The certificate of its tokens, PEM. */
  readonly certificate: string
  /** The moment its tokens are good at, epoch milliseconds. */
  readonly now: number
  readonly oid: number
}

/** A row and what it leaves behind. */
type EsiaRow = Row

/** The rows that can be measured here: those beside OpenSSL need its engine (Debian: libengine-gost-openssl). */
export function esiaRows(facts: EsiaFacts): EsiaRow[] {
  const { privateKey } = generateKeyPair('CryptoPro-XchA')
  const key = privateKeyPem(privateKey)
  const [notBefore, notAfter] = [new Date(facts.now - day), new Date(facts.now + day)]
  const certificate = generateCertificate({ key: privateKey, subject: 'CN=Bench', notBefore, notAfter })
  return [...signatureRows(key, certificate), signInRow(facts, key, certificate)]
}

function signatureRows(key: string, certificate: string): EsiaRow[] {
  const path = enginePath()
  if (path === undefined) {
    console.log('ESIA: signatures beside OpenSSL were not measured, its engine is not here (libengine-gost-openssl)')
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'esia-'))
  const file = join(folder, 'key.pem')
  writeFileSync(file, key, { mode: 0o600 })
  const text = new TextEncoder().encode(`CLINIC01${scope.join(' ')}2031.03.03 05:00:00 +0000`)
  let isSet = false
  const [own, program] = [gostPemSigner({ key, certificate }), opensslSigner({ key: file, certificate })]
  const side = (name: string, count: number, one: () => unknown): Side => ({
    name,
    async run() {
      for (let done = 0; done < count; done += 1) await one()
    },
  })
  return [
    {
      title: 'ESIA: signatures, beside the engine within Node',
      sample: `${signatures} signatures of one request, GOST R 34.10-2012, CryptoPro-XchA; divide ${signatures} by the seconds for signatures a second`,
      ours: side('gostPemSigner', signatures, () => own.sign(text)),
      theirs: side("crypto.sign over OpenSSL's gost engine (crypto.setEngine)", signatures, () => {
        // Of the whole process, so not before a row needs it.
        if (!isSet) setEngine(path, constants.ENGINE_METHOD_ALL)
        isSet = true
        return sign('md_gost12_256', text, key)
      }),
      close: async () => {},
    },
    {
      title: 'ESIA: signatures, beside the program openssl',
      sample: `${programSignatures} signatures of one request; the program begins anew for each`,
      ours: side('gostPemSigner', programSignatures, () => own.sign(text)),
      theirs: side('opensslSigner', programSignatures, () => program.sign(text)),
      close: async () => rmSync(folder, { recursive: true }),
    },
  ]
}

function enginePath(): string | undefined {
  try {
    const told = execFileSync('openssl', ['version', '-e'], { encoding: 'utf8' })
    const path = join(/"([^"]*)"/.exec(told)?.[1] ?? '', 'gost.so')
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}

/** Both sides make the same two calls; ours signs twice, verifies two tokens and checks everything besides. */
function signInRow({ url, certificate: esia, now, oid }: EsiaFacts, key: string, certificate: string): EsiaRow {
  const auth = createEsiaAuth({
    clientId: 'CLINIC01',
    redirectUri,
    scope,
    environment: 'test',
    signer: gostPemSigner({ key, certificate }),
    certificates: [esia],
    baseUrl: url,
    runtime: { now: () => now },
  })
  return {
    title: 'ESIA: what a sign-in costs',
    sample: `${logins} sign-ins one after another, two calls each to an ESIA of canned answers`,
    ours: {
      name: 'beginLogin and completeLogin with gostPemSigner',
      async run() {
        for (let done = 0; done < logins; done += 1) {
          const { url: address, transaction } = await auth.beginLogin()
          const state = new URL(address).searchParams.get('state') ?? ''
          const { patient } = await auth.completeLogin({ code: 'code', state }, transaction)
          if (patient.oms?.verified !== true) throw new Error('the patient did not come')
        }
      },
    },
    theirs: {
      name: 'the same two calls by fetch, nothing signed and nothing verified',
      async run() {
        for (let done = 0; done < logins; done += 1) await bareSignIn(url, oid)
      },
    },
    close: () => auth.close(),
  }
}

async function bareSignIn(url: string, oid: number): Promise<void> {
  const body = new URLSearchParams({ code: 'code', state: crypto.randomUUID(), scope: scope.join(' ') })
  const answer = await fetch(`${url}/aas/oauth2/v3/te`, { method: 'POST', body })
  const { access_token: token } = (await answer.json()) as { readonly access_token: string }
  const address = `${url}/rs/prns/${oid}?embed=(contacts.elements,documents.elements)`
  const person = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
  const { documents } = (await person.json()) as { readonly documents?: { readonly size: number } }
  if (documents?.size !== 1) throw new Error('the person did not come')
}
