/**
 * Who can do something about it. `user`: the patient (agree, confirm the account). `configuration`: whoever keeps the
 * system's settings, certificates and keys. `clock`: whoever keeps this machine's time. `retryable`: nobody; begin a new
 * sign-in now or later. `bug`: whoever wrote the request, that is this package or an override given to it.
 */
export type EsiaErrorKind = 'user' | 'configuration' | 'clock' | 'retryable' | 'bug'

/** What one reason means. */
export interface EsiaReasonFacts {
  readonly kind: EsiaErrorKind
  /** What to look at, for the engineer; never content of a request or an answer. */
  readonly hint: string
  /** What to tell the patient, in Russian. Default: the sentence of `kind`. */
  readonly forPatient?: string
}

export const patientSentences: { readonly [K in EsiaErrorKind]: string } = {
  user: 'Вход через Госуслуги не завершён. Попробуйте ещё раз.',
  configuration: 'Вход через Госуслуги временно недоступен. Позвоните в клинику.',
  clock: 'Вход через Госуслуги временно недоступен. Попробуйте через несколько минут.',
  retryable: 'Не получилось войти через Госуслуги. Попробуйте ещё раз.',
  bug: 'Вход через Госуслуги временно недоступен. Позвоните в клинику.',
}

const confirmAccount =
  'Учётная запись на Госуслугах не подтверждена. Подтвердите личность на gosuslugi.ru или в центре обслуживания и войдите снова.'
const tooLate = 'Время входа истекло. Начните вход через Госуслуги заново.'
const portal = 'on the technology portal of ESIA'

const reasons = {
  // What ESIA says: see `esiaCodes`.
  'certificate-unknown': {
    kind: 'configuration',
    hint: `the certificate is not one of this mnemonic: load it ${portal}`,
  },
  'parameter-wrong': { kind: 'bug', hint: 'a parameter is missing, wrong or repeated' },
  'parameter-missing': { kind: 'bug', hint: 'a mandatory parameter is missing, such as client_certificate_hash' },
  'request-unreadable': { kind: 'bug', hint: 'ESIA cannot read the parameters' },
  declined: {
    kind: 'user',
    hint: 'the patient did not agree, or left the sign-in page',
    forPatient: 'Вы не дали согласие на передачу данных. Чтобы войти, начните вход заново и подтвердите согласие.',
  },
  'client-refused': {
    kind: 'configuration',
    hint: 'ESIA gives this system no token: another certificate, another signature algorithm, or the system is not admitted',
  },
  'client-authentication': {
    kind: 'configuration',
    hint: 'the system did not prove itself: mnemonic, certificate, key',
  },
  'scope-wrong': { kind: 'configuration', hint: 'scope: ESIA does not know one of the names' },
  'scope-missing': { kind: 'configuration', hint: 'scope: at least one name is needed' },
  'scope-not-granted': {
    kind: 'configuration',
    hint: 'scope: the system was not approved for one of the names; ask for it in the application, or leave it out',
  },
  'esia-failed': {
    kind: 'retryable',
    hint: 'ESIA failed inside',
    forPatient: 'Госуслуги временно не отвечают. Попробуйте позже.',
  },
  'esia-overloaded': {
    kind: 'retryable',
    hint: 'ESIA has too many requests',
    forPatient: 'Госуслуги сейчас перегружены. Попробуйте через несколько минут.',
  },
  'method-unsupported': { kind: 'configuration', hint: 'ESIA does not offer this way of asking to this system' },
  'grant-unsupported': { kind: 'configuration', hint: 'ESIA does not offer this grant to this system' },
  'grant-invalid': {
    kind: 'retryable',
    hint: 'the code or refresh token is invalid, used, expired, or of another system or redirect_uri: begin a new sign-in',
    forPatient: tooLate,
  },
  clock: {
    kind: 'clock',
    hint: 'ESIA refuses the time of the request: set the clock of this machine by NTP',
  },
  'redirect-not-registered': {
    kind: 'configuration',
    hint: `redirectUri: is not among the addresses of the system: add it ${portal}`,
  },
  'pkce-missing': { kind: 'bug', hint: 'codeChallenge: the system must send one' },
  'pkce-mismatch': { kind: 'bug', hint: 'codeChallenge: the verifier does not fit it' },
  'second-factor': {
    kind: 'user',
    hint: 'the system demands a second factor that this patient does not have',
    forPatient: 'Для входа включите на Госуслугах вход с подтверждением и попробуйте снова.',
  },
  'client-secret': {
    kind: 'configuration',
    hint: `the signature does not fit the certificate or the system; look at: the hash is of the DER and not of the PEM, it is Streebog-256 and not SHA, the order of the signed fields, the byte order of the signature, the dates of the certificate, that it is loaded and active ${portal}`,
  },
  'account-not-confirmed': {
    kind: 'user',
    hint: 'the account is not a confirmed one, and only confirmed ones were asked for',
    forPatient: confirmAccount,
  },
  organisation: { kind: 'configuration', hint: 'roles, obj_type or an organisation were asked for, which do not fit' },
  'consent-request': { kind: 'configuration', hint: 'permissions: ESIA does not accept the list of consents' },
  'token-refused': { kind: 'retryable', hint: 'the access token is not accepted: refresh it, or begin a new sign-in' },
  'token-expired': {
    kind: 'retryable',
    hint: 'the token has expired: refresh it, or begin a new sign-in',
    forPatient: tooLate,
  },
  'data-refused': { kind: 'configuration', hint: 'ESIA gives this data not to this token: compare scope and approval' },
  unknown: { kind: 'bug', hint: 'ESIA refused, with a code that this package does not know or without any' },

  // The way to ESIA.
  unavailable: {
    kind: 'retryable',
    hint: 'ESIA was not reached; it answers to Russian addresses only',
    forPatient: 'Госуслуги временно не отвечают. Попробуйте позже.',
  },
  timeout: {
    kind: 'retryable',
    hint: 'ESIA did not answer in time',
    forPatient: 'Госуслуги отвечают слишком долго. Попробуйте позже.',
  },
  'bad-response': { kind: 'retryable', hint: 'the answer is not what ESIA is known to send' },

  // The sign-in itself.
  'callback-incomplete': { kind: 'retryable', hint: 'the callback needs one state and one code or error' },
  'state-mismatch': {
    kind: 'retryable',
    hint: 'the callback is not of this transaction: another tab, or a forged link',
  },
  'transaction-invalid': {
    kind: 'retryable',
    hint: 'the transaction was not made by this instance or with its transactionSecret, or was changed',
  },
  'transaction-expired': { kind: 'retryable', hint: 'the sign-in took longer than ten minutes', forPatient: tooLate },
  'transaction-used': { kind: 'retryable', hint: 'a transaction completes one sign-in only' },
  'token-state-mismatch': { kind: 'bug', hint: 'the token answer does not repeat the state of its request' },
  'account-not-trusted': {
    kind: 'user',
    hint: 'the account is not confirmed, so the person is not verified; allowUnverified lets it pass marked',
    forPatient: confirmAccount,
  },
  'account-not-active': {
    kind: 'user',
    hint: 'the status of the account is not REGISTERED',
    forPatient: 'Учётная запись на Госуслугах не активна. Завершите регистрацию на gosuslugi.ru и войдите снова.',
  },
  'data-missing': { kind: 'user', hint: 'the account lacks data that the booking needs, verified' },
  'person-mismatch': { kind: 'bug', hint: 'the person data are of another account than the token' },
  'refresh-missing': { kind: 'configuration', hint: 'no refresh token came: begin with accessType offline' },

  // Tokens.
  'token-malformed': { kind: 'bug', hint: 'the token is not a JWT of the form ESIA sends' },
  'token-algorithm': { kind: 'bug', hint: 'the token is not signed by RS256 or GOST3410_2012_256' },
  'token-signature': { kind: 'configuration', hint: 'no certificate given verifies the token: certificates' },
  'token-certificate-unknown': {
    kind: 'configuration',
    hint: 'the token names a certificate that was not given; ESIA changes it each year: add the one of esia.zip to certificates',
  },
  'token-issuer': { kind: 'configuration', hint: 'issuer: the token is of another one; compare the environment' },
  'token-audience': { kind: 'configuration', hint: 'clientId: the token is for another system' },
  'token-not-yet-valid': {
    kind: 'clock',
    hint: 'the token begins in the future: set the clock of this machine by NTP',
  },

  // The signer.
  'signer-key': { kind: 'configuration', hint: 'signer: the key cannot be read' },
  'signer-certificate': { kind: 'configuration', hint: 'signer: the certificate cannot be read, or is not a GOST one' },
  'signer-key-mismatch': { kind: 'configuration', hint: 'signer: the key is not that of the certificate' },
  'signer-certificate-expired': { kind: 'configuration', hint: 'signer: the certificate has expired' },
  'signer-certificate-not-yet-valid': { kind: 'configuration', hint: 'signer: the certificate is not valid yet' },
  'signer-certificate-hash': {
    kind: 'configuration',
    hint: 'signer: certificateHash must be the upper-case hex of Streebog-256 over the DER, not over the PEM and not SHA',
  },
  'signer-byte-order': { kind: 'configuration', hint: 'signer: the signature is reversed or its halves are swapped' },
  'signer-format': { kind: 'configuration', hint: "signer: protocol 'v2' needs format 'raw', 'v1' needs 'cms'" },
  'signer-failed': { kind: 'configuration', hint: 'signer: no signature came' },
  'signer-unavailable': { kind: 'retryable', hint: 'signer: the signing service was not reached' },

  // The gateway.
  'gateway-library-missing': { kind: 'configuration', hint: 'install openid-client beside @mis/esia-auth' },
} as const satisfies Record<string, EsiaReasonFacts>

/** A stable word for what went wrong; several ESIA codes may share one. */
export type EsiaReason = keyof typeof reasons

export const esiaReasons: { readonly [R in EsiaReason]: EsiaReasonFacts } = reasons
