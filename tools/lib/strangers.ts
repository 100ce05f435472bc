// Programs of others that drive our mocks, or do what we do: proof that we speak the document, not our own reading of it.
// They are not dependencies of ours; where one is missing, its suite says so and is not run.
import { spawnSync } from 'node:child_process'

export interface Stranger {
  /** What a person calls it. */
  readonly name: string
  readonly program: string
  /** Exits with 0 where the program and what it needs are there. */
  readonly check: readonly string[]
  /** Debian's packages. */
  readonly packages: readonly string[]
}

const phpWith = (extension: string): readonly string[] => ['-r', `exit(extension_loaded("${extension}") ? 0 : 1);`]

export const strangers = {
  phpCurl: { name: 'PHP with curl', program: 'php', check: phpWith('curl'), packages: ['php-cli', 'php-curl'] },
  phpSoap: { name: 'PHP with SoapClient', program: 'php', check: phpWith('soap'), packages: ['php-cli', 'php-soap'] },
  // Debian's own Python: its packages are not seen by another one that may stand before it in PATH.
  zeep: {
    name: 'Python with zeep',
    program: '/usr/bin/python3',
    check: ['-c', 'import zeep'],
    packages: ['python3-zeep'],
  },
  gostEngine: {
    name: 'OpenSSL with the GOST engine',
    program: 'openssl',
    check: ['dgst', '-engine', 'gost', '-md_gost12_256', '/dev/null'],
    packages: ['openssl', 'libengine-gost-openssl'],
  },
  gnuTls: { name: 'GnuTLS certtool', program: 'certtool', check: ['--version'], packages: ['gnutls-bin'] },
  redis: { name: 'Redis', program: 'redis-server', check: ['--version'], packages: ['redis-server'] },
  postgres: {
    name: 'PostgreSQL server',
    program: '/bin/sh',
    check: ['-c', 'ls /usr/lib/postgresql/*/bin/postgres'],
    packages: ['postgresql'],
  },
  strace: { name: 'strace', program: 'strace', check: ['-o', '/dev/null', 'true'], packages: ['strace'] },
  chromium: { name: 'Chromium', program: '/usr/bin/chromium', check: ['--version'], packages: ['chromium'] },
} as const satisfies Readonly<Record<string, Stranger>>

/** True when the program is there and ends this call with 0. */
export function available(program: string, check: readonly string[]): boolean {
  return spawnSync(program, check, { stdio: 'ignore' }).status === 0
}

/** Why a suite is not run here; undefined where it can be. */
export function missing({ name, program, check, packages }: Stranger): string | undefined {
  if (available(program, check)) return undefined
  return `${name} is not here (Debian: apt-get install ${packages.join(' ')})`
}
