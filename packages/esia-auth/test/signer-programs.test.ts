import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { verify } from '../src/gost/index.ts'
import { checkSigner } from '../src/signers/check.ts'
import { cryptoProSigner } from '../src/signers/crypto-pro.ts'
import { opensslSigner } from '../src/signers/openssl.ts'
import { data, failureOf, file, folder, now, ownKey, program, stoppedClock } from './signer-support.ts'

const { certificate, pem, publicKey } = ownKey()
afterEach(() => vi.unstubAllEnvs())

const gost = new URL('../src/gost/index.ts', import.meta.url).href

/** Signs as the CSP does: 64 bytes in reverse, into the file it was told. Leaves a note of how it was called. */
function csptest(note: string) {
  return program(`
const { readPrivateKey, sign } = await import(${JSON.stringify(gost)})
const [input, output] = ['-in', '-out'].map((name) => args[args.indexOf(name) + 1])
const data = readFileSync(input)
const folder = input.slice(0, -'/data'.length)
const modes = [folder, input].map((path) => (statSync(path).mode & 0o777).toString(8))
writeFileSync(${JSON.stringify(note)}, JSON.stringify({ args, data: data.toString('hex'), modes, folder }))
writeFileSync(output, sign(data, readPrivateKey(${JSON.stringify(pem)})).reverse())
`)
}

/** Calls the test with its number once it has begun, and then does nothing for ever. */
async function hanging() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const path = program(`const { connect } = await import('node:net')
connect(${port}, '127.0.0.1').end(String(process.pid))
setInterval(() => {}, 1000)
`)
  const pid = async () => {
    const [socket] = (await once(server, 'connection')) as [Socket]
    return Number(await text(socket))
  }
  return { path, pid }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Watches where temporary directories are made during this test. */
function temporary() {
  const path = folder()
  vi.stubEnv('TMPDIR', path)
  return { path, left: () => readdirSync(path).filter((name) => name.startsWith('esia-signature-')) }
}

const signers = {
  opensslSigner: (path: string, more: object = {}) =>
    opensslSigner({ key: 'key.pem', certificate, program: path, ...more }),
  cryptoProSigner: (path: string, more: object = {}) =>
    cryptoProSigner({ container: 'clinic', certificate, program: path, ...more }),
} as const

describe('a signer by csptest', () => {
  it('gives the program the command line of CryptoPro, and turns its bytes round', async () => {
    const note = file('note', '')
    const signer = cryptoProSigner({ container: '\\\\.\\HDIMAGE\\clinic', certificate, program: csptest(note) })
    const signature = await signer.sign(data)
    expect(verify(data, signature, publicKey)).toBe(true)
    const { args, data: given } = JSON.parse(readFileSync(note, 'utf8'))
    expect(given).toBe(Buffer.from(data).toString('hex'))
    expect(args.toSpliced(8, 1, 'DATA').toSpliced(10, 1, 'SIGNATURE')).toEqual([
      ...['-keys', '-sign', 'GOST12_256', '-cont', '\\\\.\\HDIMAGE\\clinic', '-keytype', 'exchange'],
      ...['-in', 'DATA', '-out', 'SIGNATURE', '-silent'],
    ])
  })

  it('passes the self-check', async () => {
    const signer = cryptoProSigner({ container: 'clinic', certificate, program: csptest(file('note', '')) })
    await expect(checkSigner(signer, { now })).resolves.toBeUndefined()
  })

  it('takes what a shell would run for what it is, in the container and in the password', async () => {
    const note = file('note', '')
    const trap = join(folder(), 'pwned')
    const container = `clinic'; touch ${trap}; $(touch ${trap}) "\`touch ${trap}\`" & %PATH%`
    const signer = cryptoProSigner({ container, certificate, password: `'$(touch ${trap})`, program: csptest(note) })
    await signer.sign(data)
    const { args } = JSON.parse(readFileSync(note, 'utf8'))
    expect(args[4]).toBe(container)
    expect(args.slice(-2)).toEqual(['-password', `'$(touch ${trap})`])
    expect(args).not.toContain('-silent')
    expect(existsSync(trap)).toBe(false)
  })

  it('keeps the data where nobody else can read them, and leaves nothing behind', async () => {
    const place = temporary()
    const note = file('note', '')
    await cryptoProSigner({ container: 'clinic', certificate, program: csptest(note) }).sign(data)
    const { modes, folder: used } = JSON.parse(readFileSync(note, 'utf8'))
    expect(modes).toEqual(['700', '600'])
    expect(used.startsWith(place.path)).toBe(true)
    expect(place.left()).toEqual([])
  })

  it('leaves nothing behind where the program fails, or is killed', async () => {
    const place = temporary()
    const failing = signers.cryptoProSigner(program('process.exit(3)'))
    await failureOf(() => failing.sign(data))
    expect(place.left()).toEqual([])
    const { path, pid } = await hanging()
    const stop = new AbortController()
    const running = signers.cryptoProSigner(path).sign(data, { signal: stop.signal })
    running.catch(() => {})
    await pid()
    expect(place.left()).toHaveLength(1)
    stop.abort(new Error('given up'))
    await expect(running).rejects.toThrow('given up')
    expect(place.left()).toEqual([])
  })

  it('names what the CSP complains of, by its number', async () => {
    const complaints: readonly (readonly [string, RegExp])[] = [
      ['An error occurred in running the program.\nError number 0x80090016 (2148073494).', /container: .*0x80090016/],
      ['[ErrorCode: 0x8010006b]', /password: it does not open the container/],
      ['[ErrorCode: 0x80090022]', /password: the container needs one/],
      ['[ErrorCode: 0x80090010]', /term/],
      ['[ErrorCode: 0x8007065b]', /licence/],
      ['[ErrorCode: 0x80091234]', /csptest refused \(0x80091234\)/],
      ['AcquireContext: OK. HCRYPTPROV: 0x00000001', /status 3/],
    ]
    for (const [words, hint] of complaints) {
      const path = program(`console.log(${JSON.stringify(words)})\nprocess.exitCode = 3`)
      const error = await failureOf(() => signers.cryptoProSigner(path, { password: 'open sesame' }).sign(data))
      expect([error.reason, error.kind]).toEqual(['signer-failed', 'configuration'])
      expect(error.hint).toMatch(hint)
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('sesame')
    }
  })

  it('does not take a missing, short or endless file for a signature', async () => {
    const sources = [
      '',
      'writeFileSync(args[10], Buffer.alloc(63))',
      'writeFileSync(args[10], Buffer.alloc(5_000_000))',
    ]
    for (const source of sources) {
      const error = await failureOf(() => signers.cryptoProSigner(program(source)).sign(data))
      expect(error.reason).toBe('signer-failed')
      expect(error.hint).toMatch(/^csptest gave \d+ bytes where a raw signature has 64/)
    }
  })
})

for (const [name, signerOf] of Object.entries(signers)) {
  describe(`${name} and its program`, () => {
    it('says so where the program is not there, or may not be run', async () => {
      const absent = await failureOf(() => signerOf(join(folder(), 'absent')).sign(data))
      expect([absent.reason, absent.hint]).toEqual(['signer-failed', expect.stringContaining('was not found')])
      const plain = await failureOf(() => signerOf(file('plain', 'no program')).sign(data))
      expect(plain.hint).toContain('was not run (EACCES)')
    })

    it('kills it when the caller gives up', async () => {
      const { path, pid } = await hanging()
      const stop = new AbortController()
      const running = signerOf(path).sign(data, { signal: stop.signal })
      running.catch(() => {})
      const number = await pid()
      const reason = new Error('given up')
      stop.abort(reason)
      await expect(running).rejects.toBe(reason)
      expect(isRunning(number)).toBe(false)
    })

    it('kills it when its time is up', async () => {
      const { path, pid } = await hanging()
      const { runtime, timeIsUp } = stoppedClock()
      const running = failureOf(() => signerOf(path, { runtime }).sign(data))
      const number = await pid()
      timeIsUp()
      expect((await running).hint).toContain('no signature in timeoutMs')
      expect(isRunning(number)).toBe(false)
    })

    it('does not start it for a caller that has given up', async () => {
      const trace = join(folder(), 'trace')
      const path = program(`writeFileSync(${JSON.stringify(trace)}, '')`)
      const reason = new Error('given up')
      await expect(signerOf(path).sign(data, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      expect(existsSync(trace)).toBe(false)
    })

    it('bears a program that reads nothing, and one that talks without end', async () => {
      const deaf = signerOf(program('process.exit(7)'))
      expect((await failureOf(() => deaf.sign(Buffer.alloc(1_000_000)))).hint).toContain('status 7')
      const talker = signerOf(
        program(
          'for (;;) process.stdout.write("x".repeat(65536)) || (await new Promise((r) => process.stdout.once("drain", r)))',
        ),
      )
      expect((await failureOf(() => talker.sign(data))).hint).toContain('ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    })

    it('refuses options that no program can be given', () => {
      expect(() => signerOf('prog\0ram')).toThrow(/program: must be text without zero bytes/)
      expect(() => signerOf('program', { timeoutMs: 0 })).toThrow(/timeoutMs/)
    })
  })
}

describe('a signer by openssl', () => {
  it('gives the data on standard input and the passphrase in the environment', async () => {
    const note = file('note', '')
    const path = program(`
const input = readFileSync(0)
writeFileSync(${JSON.stringify(note)}, JSON.stringify({ args, input: input.toString('hex'), env: process.env }))
process.stdout.write(Buffer.alloc(64, 1))
`)
    const signer = opensslSigner({ key: 'it is; here.pem', certificate, passphrase: 'open sesame', program: path })
    expect(await signer.sign(data)).toEqual(new Uint8Array(64).fill(1))
    const { args, input, env } = JSON.parse(readFileSync(note, 'utf8'))
    expect(input).toBe(Buffer.from(data).toString('hex'))
    expect(args.join(' ')).not.toContain('sesame')
    expect(args.slice(0, 5)).toEqual(['dgst', '-engine', 'gost', '-md_gost12_256', '-passin'])
    expect(args.slice(6)).toEqual(['-sign', 'it is; here.pem'])
    expect(env[args[5].replace('env:', '')]).toBe('open sesame')
    await opensslSigner({ key: 'key.pem', certificate, engine: false, program: path }).sign(data)
    expect(JSON.parse(readFileSync(note, 'utf8')).args).not.toContain('-engine')
  })

  it('thinks of the passphrase although openssl complains of the key, as it does for one wrong passphrase in 256', async () => {
    const words =
      'Could not read private key from key.pem\\nerror:1E08010C:DECODER routines::unsupported:No supported data'
    const path = program(`console.error('${words}')\nprocess.exitCode = 1`)
    const error = await failureOf(() => signers.opensslSigner(path, { passphrase: 'wrong' }).sign(data))
    expect([error.reason, error.hint]).toEqual(['signer-key', expect.stringMatching(/key: .* passphrase/)])
    const opened = program("console.error('Could not read private key: bad decrypt')\nprocess.exitCode = 1")
    const plain = await failureOf(() => signers.opensslSigner(opened, { passphrase: 'wrong' }).sign(data))
    expect(plain.hint).toMatch(/: passphrase: it does not open the key/)
  })

  it('refuses what is no raw signature', async () => {
    const cms = program('process.stdout.write(Buffer.concat([Buffer.from([0x30]), Buffer.alloc(99)]))')
    expect((await failureOf(() => signers.opensslSigner(cms).sign(data))).hint).toMatch(/100 bytes.*looks like CMS/)
  })
})
