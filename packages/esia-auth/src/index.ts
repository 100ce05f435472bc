export { createEsiaAuth, type EsiaAuth } from './create-esia-auth.ts'
export type { EsiaEnvironment } from './environment.ts'
export type { EsiaErrorKind, EsiaReason } from './error-reasons.ts'
export { EsiaError, isEsiaError } from './errors.ts'
export { createEsiaGateway } from './gateway/create-esia-gateway.ts'
export { esiaProGateway } from './gateway/esia-pro.ts'
export type { EsiaGatewayOptions, GatewayServer } from './gateway/options.ts'
export type { GatewayDocument, GatewayPerson } from './gateway/person.ts'
export type { EsiaProtocol } from './login/dialects.ts'
export type { RefreshFacts, RefreshRequest } from './login/refresh.ts'
export type { Prepared } from './login/token-call.ts'
export type { ClaimTransaction } from './login/transaction.ts'
export type { EsiaAuthOptions, EsiaPermission } from './options.ts'
export { type PatientWith, type ToPatientOptions, toPatient, type UncheckedField } from './person/to-patient.ts'
export type {
  OmsPolicy,
  VerifiedChild,
  VerifiedContact,
  VerifiedNumber,
  VerifiedPatient,
} from './person/types.ts'
export { type CheckSignerOptions, checkSigner } from './signers/check.ts'
export { type CryptoProSignerOptions, cryptoProSigner } from './signers/crypto-pro.ts'
export { type GostPemSignerOptions, gostPemSigner } from './signers/gost-pem.ts'
export { type HttpSigner, type HttpSignerOptions, httpSigner } from './signers/http.ts'
export { type OpensslSignerOptions, opensslSigner } from './signers/openssl.ts'
export { type RsaPkcs7SignerOptions, rsaPkcs7Signer } from './signers/rsa-pkcs7.ts'
export { type SigningAnswer, type SigningService, signingServices } from './signers/signing-services.ts'
export type { EsiaSigner, SignOptions } from './signers/types.ts'
export type { Claims, ExpiringCertificate, TokenVerifier, TokenVerifierOptions } from './tokens/types.ts'
export { createTokenVerifier } from './tokens/verifier.ts'
export type {
  BeginLoginOptions,
  CallbackParameters,
  CodeChallenge,
  CompleteLoginOptions,
  EsiaCallOptions,
  EsiaProvider,
  EsiaTokens,
  LoginStart,
  SignIn,
} from './types.ts'
