import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultRuntime, type Runtime } from '@mis/core'
import { checkOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { EsiaError } from '../errors.ts'
import { gostCertificate } from './certificate.ts'
import { argument, millisecondsOption, runtimeOption, text } from './option-schemas.ts'
import { type Ended, run } from './program.ts'
import { rawSignature } from './raw-signature.ts'
import type { EsiaSigner } from './types.ts'
import { within } from './within.ts'

/** CryptoPro CSP by its command line. */
export interface CryptoProSignerOptions {
  /** Name of the key container, such as `\\.\HDIMAGE\clinic`. */
  readonly container: string
  /** The certificate of the system, PEM. */
  readonly certificate: string
  /**
   * Of the container. csptest takes it as an argument, which other users of the machine can see while it runs; better
   * save it in the CSP. Default: none; a container that needs one is then refused instead of asking.
   */
  readonly password?: string
  /** Default: `/opt/cprocsp/bin/amd64/csptest`. */
  readonly program?: string
  /** How long one signature may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number
  /** Time, for tests. Default: the real one. */
  readonly runtime?: Partial<Runtime>
}

const optionsSchema = z.object({
  container: argument,
  certificate: text,
  password: argument.optional(),
  program: argument.default('/opt/cprocsp/bin/amd64/csptest'),
  timeoutMs: millisecondsOption.default(10_000),
  runtime: runtimeOption.optional(),
})

/**
 * Signs with `csptest -keys -sign GOST12_256` [2+], whose bytes come in reverse. [run] with a stand-in, not with the CSP.
 * The data pass through a directory of our own that nobody else can read and that is gone afterwards.
 *
 * @throws MisError `invalid-request` naming a wrong option
 * @throws EsiaError `signer-certificate`
 */
export function cryptoProSigner(options: CryptoProSignerOptions): EsiaSigner {
  const { container, password, program, timeoutMs, ...rest } = checkOptions(optionsSchema, options, 'cryptoProSigner')
  const runtime = { ...defaultRuntime, ...rest.runtime }
  const { pem, hash } = gostCertificate(rest.certificate)
  const command = (input: string, output: string): string[] => [
    '-keys',
    '-sign',
    'GOST12_256',
    '-cont',
    container,
    '-keytype',
    'exchange',
    '-in',
    input,
    '-out',
    output,
    // Without a password nobody must be asked for one: no person sits there.
    ...(password === undefined ? ['-silent'] : ['-password', password]),
  ]
  return {
    format: 'raw',
    certificate: pem,
    certificateHash: async () => hash,
    sign: (data, { signal } = {}) =>
      within({ runtime, timeoutMs, signal, late }, (inner) =>
        withFolder(async (folder) => {
          const [input, output] = [join(folder, 'data'), join(folder, 'signature')]
          await writeFile(input, data, { mode: 0o600 })
          const ended = await run({ file: program, arguments: command(input, output) }, inner)
          if (ended.status !== 0) throw failed(ended)
          return rawSignature(await readSome(output), 'csptest').reverse()
        }),
      ),
  }
}

/** A directory that only this user can enter, for as long as `use` takes. */
async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'esia-signature-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

const mostSignatureBytes = 64 * 1024

/** The file, or as much of it as a signature can ever have. Empty where it was not written. */
async function readSome(path: string): Promise<Uint8Array> {
  const file = await open(path).catch(() => null)
  if (!file) return new Uint8Array()
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(mostSignatureBytes), 0, mostSignatureBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Error numbers of Windows, which the CSP uses on every system. */
const numbers: Readonly<Record<string, string>> = {
  '80090010': 'the key may not be used; its term, or that of the certificate, is over',
  '80090016': 'container: there is none of this name, or it belongs to another user',
  '80090019': 'container: there is none of this name, or it belongs to another user',
  '80090022': 'password: the container needs one',
  '8010006B': 'password: it does not open the container',
  '8007065B': 'the licence of CryptoPro CSP is over',
}

function failed({ trouble, words, status }: Ended): EsiaError {
  if (trouble === 'ENOENT') return said('program: csptest was not found')
  if (trouble !== '') return said(`program: csptest was not run (${trouble})`)
  const number = /\b(?:ErrorCode:|error number)\s*0x([0-9a-f]{8})\b/i.exec(words)?.[1]?.toUpperCase()
  if (number === undefined || number === '00000000') {
    return said(`csptest ended with ${status === null ? 'a signal' : `status ${status}`}`)
  }
  const known = Object.hasOwn(numbers, number) ? numbers[number] : 'csptest refused'
  return said(`${known} (0x${number})`)
}

const late = () => said('csptest gave no signature in timeoutMs; it may be asking for a password')

function said(hint: string): EsiaError {
  return new EsiaError('signer-failed', { hint: `cryptoProSigner: ${hint}` })
}
