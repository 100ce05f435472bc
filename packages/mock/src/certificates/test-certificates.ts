import { createPrivateKey } from 'node:crypto'
import { type Authority, type Keys, keyPair, makeAuthority } from './authority.ts'
import { pkcs12, pkcs12Legacy } from './pkcs12.ts'
import type { ClientCertificate, KeyedCertificate, TestCertificates } from './types.ts'

/** Options of `testCertificates`. */
export interface TestCertificatesOptions {
  /**
   * Epoch milliseconds that all dates count from. Default: the machine's clock, which OpenSSL judges by in a handshake;
   * so give another one only to what is read and never shown to a peer.
   */
  readonly now?: number
}

const passphrase = 'test passphrase'
const dayMs = 86_400_000
/** Long enough for a world of another decade. */
const years: Days = [-1, 20 * 365]
type Days = readonly [from: number, to: number]

let keys:
  | { readonly ca: Keys; readonly foreign: Keys; readonly between: Keys; readonly server: Keys; readonly client: Keys }
  | undefined
const made = new Map<number | undefined, TestCertificates>()

/**
 * A CA, servers and clients, made anew in each process and never written anywhere: for tests only. The first call takes
 * about a second, later ones with the same `now` nothing. All are valid from a day before `now` for twenty years,
 * unless their name says otherwise.
 */
export function testCertificates({ now }: TestCertificatesOptions = {}): TestCertificates {
  const known = made.get(now)
  if (known) return known
  keys ??= { ca: keyPair(), foreign: keyPair(), between: keyPair(), server: keyPair(), client: keyPair() }
  const certificates = makeAll(keys, now ?? Date.now())
  made.set(now, certificates)
  return certificates
}

function makeAll(pairs: NonNullable<typeof keys>, now: number): TestCertificates {
  const between = ([from, to]: Days) => ({ from: new Date(now + from * dayMs), to: new Date(now + to * dayMs) })
  const ours = makeAuthority('Test CA', pairs.ca, between(years))
  const foreign = makeAuthority('Foreign Test CA', pairs.foreign, between(years))
  const below = ours.below('Test CA below', pairs.between, between(years))
  const server = (by: Authority, hosts: readonly string[], days: Days = years): KeyedCertificate => ({
    cert: by.issue({ name: hosts[0] ?? '', keys: pairs.server, usage: 'server', hosts, ...between(days) }),
    key: pairs.server.privatePem,
  })
  const client = (by: Authority, name: string, days: Days = years): ClientCertificate => {
    const cert = by.issue({ name, keys: pairs.client, usage: 'client', hosts: [], ...between(days) })
    return clientOf(cert, pairs.client.privatePem, by.certificate)
  }
  return {
    ca: ours.certificate,
    foreignCa: foreign.certificate,
    server: server(ours, loopback),
    serverWrongHost: server(ours, ['another-host.example']),
    serverExpired: server(ours, loopback, [-30, -1]),
    serverOfIntermediate: chained(server(below, loopback), below.certificate),
    serverForeign: server(foreign, loopback),
    client: client(ours, 'Test clinic'),
    clientForeign: client(foreign, 'Test clinic of another CA'),
    clientExpired: client(ours, 'Test clinic of last month', [-30, -1]),
    clientNotYetValid: client(ours, 'Test clinic of tomorrow', [1, 365]),
    clientExpiringSoon: client(ours, 'Test clinic for ten days', [-355, 10]),
  }
}

function chained({ cert, key }: KeyedCertificate, above: string): KeyedCertificate {
  return { cert: cert + above, key }
}

const loopback = ['localhost', '127.0.0.1', '::1']

function clientOf(cert: string, key: string, ca: string): ClientCertificate {
  return {
    cert,
    key,
    passphrase,
    encryptedKey: createPrivateKey(key)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
      .toString(),
    pfx: pkcs12(key, [cert], passphrase),
    pfxWithCa: pkcs12(key, [cert, ca], passphrase),
    pfxLegacy: pkcs12Legacy(key, [cert], passphrase),
  }
}
