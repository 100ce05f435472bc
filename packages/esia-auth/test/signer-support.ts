// Keys and stand-in programs for the suites of signers.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { EsiaError } from '../src/errors.ts'
import { generateCertificate, generateKeyPair, type ParameterSet, privateKeyPem } from '../src/gost/index.ts'

export const now = () => Date.parse('2031-03-03T05:00:00Z')
export const begin = new Date('2031-01-01T00:00:00Z')
export const end = new Date('2032-01-01T00:00:00Z')
export const data = new TextEncoder().encode('CLINIC openid fullname2031.03.03 05:00:00 +0000')

export function ownKey(parameterSet?: ParameterSet) {
  const { privateKey: key, publicKey } = generateKeyPair(parameterSet)
  const certificate = generateCertificate({ key, subject: 'CN=Clinic', notBefore: begin, notAfter: end })
  return { key, publicKey, pem: privateKeyPem(key), certificate }
}

/** A directory for one test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'esia-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

export function file(name: string, text: string): string {
  const path = join(folder(), name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

/** A program that does what the module says, and knows its arguments as `args`. */
export function program(source: string): string {
  const start = `#!${process.execPath}\nimport { readFileSync, writeFileSync, statSync } from 'node:fs'\nconst args = process.argv.slice(2)\n`
  const path = file('program.mjs', start + source)
  chmodSync(path, 0o700)
  return path
}

/** What this throws or rejects with, which must be an `EsiaError`. */
export async function failureOf(run: () => unknown): Promise<EsiaError> {
  try {
    await run()
  } catch (error) {
    if (error instanceof EsiaError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** A clock whose time is up when the test says so. */
export function stoppedClock() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { timeIsUp: resolve, runtime: { sleep: () => promise } }
}
