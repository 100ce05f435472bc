export { type TestCertificatesOptions, testCertificates } from './test-certificates.ts'
export type { ClientCertificate, KeyedCertificate, TestCertificates } from './types.ts'
