// An ESIA of canned answers: tokens that are good for ever at one moment, one person. It checks nothing.
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { certificateHash, generateCertificate } from '@mis/esia-auth/gost'
import { testPatient } from '@mis/mock'
import type { EsiaFacts } from './esia-row.ts'

const now = Date.parse('2031-03-03T05:00:00Z')
const iat = now / 1_000
const oid = 1_000_000_001
const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const [notBefore, notAfter] = [new Date(now - 86_400_000), new Date(now + 200 * 86_400_000)]
const certificate = generateCertificate({ key, subject: 'CN=Bench ESIA', notBefore, notAfter })

const claims = { iss: 'http://esia-portal1.test.gosuslugi.ru/', nbf: iat, iat, exp: iat + 3_600 }
const scope = [
  'openid',
  ...['fullname', 'birthdate', 'snils', 'medical_doc', 'mobile'].map((name) => `${name}?oid=${oid}`),
]
const subject = { 'urn:esia:sbj:typ': 'P', 'urn:esia:sbj:is_tru': true, 'urn:esia:sbj:oid': oid }
const tokens = {
  access_token: token('access', { client_id: 'CLINIC01', scope: scope.join(' '), 'urn:esia:sbj_id': oid }),
  id_token: token('id', { aud: 'CLINIC01', sub: oid, auth_time: iat, amr: 'PWD', 'urn:esia:sbj': subject }),
  token_type: 'Bearer',
  expires_in: 3_600,
}
const { lastName, firstName, oms, phone } = testPatient(1)
const person = JSON.stringify({
  ...{ lastName, firstName, birthDate: '02.01.1990', snils: '000-000-600 18', trusted: true, status: 'REGISTERED' },
  contacts: { size: 1, elements: [{ id: 1, type: 'MBT', value: phone, vrfStu: 'VERIFIED' }] },
  documents: { size: 1, elements: [{ id: 2, type: 'MDCL_PLCY', number: oms, vrfStu: 'VERIFIED' }] },
})

function token(kind: string, more: object): string {
  const header = { ver: 1, typ: 'JWT', sbt: kind, alg: 'RS256', 'x5t#St256': certificateHash(certificate) }
  const parts = [header, { ...claims, ...more }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const text = parts.join('.')
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.once('end', () => {
    response.setHeader('content-type', 'application/json')
    response.setHeader('date', new Date(now).toUTCString())
    if (request.method !== 'POST') return response.end(person)
    const state = new URLSearchParams(Buffer.concat(chunks).toString()).get('state')
    return response.end(JSON.stringify({ ...tokens, state }))
  })
})
server.keepAliveTimeout = 600_000
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
process.send?.({ url, doctorIds: [], certificate, now, oid } satisfies EsiaFacts)
await once(process, 'disconnect')
server.closeAllConnections()
server.close()
