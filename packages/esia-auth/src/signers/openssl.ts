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

/** OpenSSL's command line with an engine for GOST (Debian: `libengine-gost-openssl`). */
export interface OpensslSignerOptions {
  /** Path of the private key, PEM. */
  readonly key: string
  /** The certificate of the system, PEM. */
  readonly certificate: string
  /** Opens the key; handed to openssl through its environment. Default: none. */
  readonly passphrase?: string
  /** Name or path of the engine; false where OpenSSL's own configuration brings GOST. Default: `gost`. */
  readonly engine?: string | false
  /** Default: `openssl`, found in PATH. */
  readonly program?: string
  /** How long one signature may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number
  /** Time, for tests. Default: the real one. */
  readonly runtime?: Partial<Runtime>
}

const optionsSchema = z.object({
  key: argument,
  certificate: text,
  passphrase: argument.or(z.literal('')).default(''),
  engine: z.union([argument, z.literal(false)], 'must be a name, a path or false').default('gost'),
  program: argument.default('openssl'),
  timeoutMs: millisecondsOption.default(10_000),
  runtime: runtimeOption.optional(),
})

const passphraseVariable = 'ESIA_SIGNER_PASSPHRASE'

/**
 * Signs with `openssl dgst -md_gost12_256 -sign`: no shell, the data on its standard input, nothing on the disk. [run]
 *
 * @throws MisError `invalid-request` naming a wrong option
 * @throws EsiaError `signer-certificate`
 */
export function opensslSigner(options: OpensslSignerOptions): EsiaSigner {
  const { key, passphrase, engine, program, timeoutMs, ...rest } = checkOptions(optionsSchema, options, 'opensslSigner')
  const runtime = { ...defaultRuntime, ...rest.runtime }
  const { pem, hash } = gostCertificate(rest.certificate)
  const command = [
    'dgst',
    ...(engine === false ? [] : ['-engine', engine]),
    '-md_gost12_256',
    // Given in any case: without one openssl would ask the terminal, or take the data for it.
    '-passin',
    `env:${passphraseVariable}`,
    '-sign',
    key,
  ]
  const environment = { [passphraseVariable]: passphrase }
  return {
    format: 'raw',
    certificate: pem,
    certificateHash: async () => hash,
    sign: (data, { signal } = {}) =>
      within({ runtime, timeoutMs, signal, late }, async (inner) => {
        const ended = await run({ file: program, arguments: command, input: data, environment }, inner)
        if (ended.status !== 0) throw failed(ended)
        return rawSignature(ended.output, 'openssl')
      }),
  }
}

/**
 * What openssl says when it fails, in our words: its own name paths. The first line that fits counts. A wrong passphrase
 * opens one key in 256 to what looks like a key for a moment, so that openssl complains of the key.
 */
const complaints: readonly (readonly [RegExp, 'signer-key' | 'signer-failed', string])[] = [
  [
    /invalid engine|no such engine|could not load the shared library|engine init failed/i,
    'signer-failed',
    'openssl cannot load the GOST engine: install it (Debian: libengine-gost-openssl), give its path as engine, or give engine: false where the configuration of OpenSSL loads it already',
  ],
  [
    /bad decrypt|maybe wrong password|bad password read|error getting passwords/i,
    'signer-key',
    'passphrase: it does not open the key, or the key is broken',
  ],
  [
    /can't open|could not (?:open|find|read)|no such file|permission denied/i,
    'signer-key',
    'key: openssl cannot read it; look at the path, the form and, where it is encrypted, the passphrase',
  ],
  [
    /unknown option or message digest|unsupported/i,
    'signer-failed',
    'openssl knows no GOST: give engine, or a configuration of OpenSSL that loads it',
  ],
]

function failed({ trouble, words, status }: Ended): EsiaError {
  if (trouble === 'ENOENT') return said('signer-failed', 'program: openssl was not found')
  if (trouble !== '') return said('signer-failed', `program: openssl was not run (${trouble})`)
  const complaint = complaints.find(([pattern]) => pattern.test(words))
  if (complaint) return said(complaint[1], complaint[2])
  return said('signer-failed', `openssl ended with ${status === null ? 'a signal' : `status ${status}`}`)
}

const late = () => said('signer-failed', 'openssl gave no signature in timeoutMs')

function said(reason: 'signer-key' | 'signer-failed', hint: string): EsiaError {
  return new EsiaError(reason, { hint: `opensslSigner: ${hint}` })
}
