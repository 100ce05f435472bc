import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { missing, strangers } from '../../../tools/lib/strangers.ts'
import { privateKeyPem, verify } from '../src/gost/index.ts'
import { checkSigner } from '../src/signers/check.ts'
import { opensslSigner } from '../src/signers/openssl.ts'
import { data, failureOf, file, folder, now, ownKey } from './signer-support.ts'

const { certificate, pem, publicKey } = ownKey()
const why = missing(strangers.gostEngine)

if (why !== undefined) {
  describe('a signer by the real openssl', () => {
    it(`was NOT RUN: ${why}`, () => console.warn(`the signer by openssl was not run: ${why}`))
  })
} else {
  describe('a signer by the real openssl', () => {
    const locked = (passphrase: string) => privateKeyPem(ownKey().key, 'raw', passphrase)

    it('makes signatures that the certificate verifies, and passes the self-check', async () => {
      const signer = opensslSigner({ key: file('key.pem', pem), certificate })
      expect(verify(data, await signer.sign(data), publicKey)).toBe(true)
      await expect(checkSigner(signer, { now })).resolves.toBeUndefined()
    })

    it('signs with a key that openssl itself has made', async () => {
      const place = folder()
      const paths = { key: join(place, 'key.pem'), certificate: join(place, 'certificate.pem') }
      const make = ['req', '-engine', 'gost', '-x509', '-new', '-newkey', 'gost2012_256', '-pkeyopt', 'paramset:TCA']
      const more = ['-md_gost12_256', '-nodes', '-subj', '/CN=Clinic', '-days', '2', '-keyout', paths.key, '-out']
      expect(spawnSync('openssl', [...make, ...more, paths.certificate]).status).toBe(0)
      const made = readFileSync(paths.certificate, 'utf8')
      const today = new Date(execFileSync('date', ['-u', '+%FT%TZ'], { encoding: 'utf8' }).trim()).getTime()
      const signer = opensslSigner({ key: paths.key, certificate: made })
      await expect(checkSigner(signer, { now: () => today })).resolves.toBeUndefined()
    })

    it('opens an encrypted key', async () => {
      const { key, certificate, publicKey } = ownKey()
      const path = file('key.pem', privateKeyPem(key, 'raw', 'open sesame'))
      const signer = opensslSigner({ key: path, certificate, passphrase: 'open sesame' })
      expect(verify(data, await signer.sign(data), publicKey)).toBe(true)
    })

    it('names what is wrong, without paths', async () => {
      const absent = join(folder(), 'absent.pem')
      const wrong: readonly (readonly [object, string, RegExp])[] = [
        [{ key: absent }, 'signer-key', /key: openssl cannot read it/],
        [{ key: file('key.pem', 'no key') }, 'signer-key', /key: openssl cannot read it/],
        [{ key: file('key.pem', locked('open sesame')) }, 'signer-key', /passphrase/],
        [{ key: file('key.pem', locked('open sesame')), passphrase: 'wrong' }, 'signer-key', /passphrase/],
        [{ engine: 'no-such-engine' }, 'signer-failed', /cannot load the GOST engine/],
      ]
      for (const [options, reason, hint] of wrong) {
        const signer = opensslSigner({ key: file('key.pem', pem), certificate, ...options })
        const error = await failureOf(() => signer.sign(data))
        expect([error.reason, error.hint]).toEqual([reason, expect.stringMatching(hint)])
        expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/esia-test-|sesame|absent/)
      }
    })

    it('is found out by the self-check where the key is another', async () => {
      const signer = opensslSigner({ key: file('key.pem', ownKey().pem), certificate })
      expect((await failureOf(() => checkSigner(signer, { now }))).reason).toBe('signer-key-mismatch')
    })
  })
}
