import { testPatient } from '@mis/mock'

/** `MBT` mobile, `PHN` home, `EML` mail, `CEM` mail at work. [2+] */
export interface EsiaContact {
  readonly type: 'MBT' | 'PHN' | 'EML' | 'CEM'
  readonly value: string
  readonly verified: boolean
}

/** `PLV` where somebody lives, `PRG` where somebody is registered. [2+] */
export interface EsiaAddress {
  readonly type: 'PLV' | 'PRG'
  readonly text: string
  readonly zipCode?: string
}

/** A document, such as `RF_PASSPORT` or `MDCL_PLCY`, the policy of obligatory insurance. [2+] */
export interface EsiaDocument {
  readonly type: string
  readonly series?: string
  readonly number: string
  readonly verified: boolean
  /** `DD.MM.YYYY`. */
  readonly issueDate?: string
  readonly issuedBy?: string
}

/** An account. */
export interface EsiaPerson {
  /** Its number; written as a number on the wire. */
  readonly oid: number
  readonly lastName: string
  readonly firstName: string
  readonly middleName?: string
  /** `YYYY-MM-DD`; the wire has `DD.MM.YYYY`. */
  readonly birthDate: string
  readonly birthPlace?: string
  readonly sex?: 'male' | 'female'
  /** Eleven digits; the wire has `000-000-600 06`. */
  readonly snils?: string
  readonly inn?: string
  /** Whether the account is confirmed: the one level that proves who somebody is. */
  readonly trusted: boolean
  /** Default: `REGISTERED`. */
  readonly status?: string
  /** Default: none, as for the three below. */
  readonly contacts?: readonly EsiaContact[]
  readonly addresses?: readonly EsiaAddress[]
  readonly documents?: readonly EsiaDocument[]
  readonly children?: readonly EsiaPerson[]
}

/** What differs from an ordinary confirmed account. */
export interface EsiaPersonOptions {
  /** Default: true. */
  readonly trusted?: boolean
  /**
   * The policy: a number of sixteen digits that is verified or is not, one of the old kind with series and number, or
   * none at all. Default: `verified`.
   */
  readonly policy?: 'verified' | 'not-verified' | 'old' | 'absent'
  /** Whether phone and mail are verified. Default: true. */
  readonly contacts?: 'verified' | 'not-verified'
  /** Default: none. */
  readonly children?: readonly EsiaPerson[]
  /** Default: `REGISTERED`. */
  readonly status?: string
}

/**
 * The account of `testPatient(n)`: the same names, birth date, SNILS, policy, phone and mail, and a passport. Its oid is
 * 1000000000 + n. Throws a `RangeError` for an `n` that is no test patient.
 */
export function esiaPerson(n: number, options: EsiaPersonOptions = {}): EsiaPerson {
  const { trusted = true, policy = 'verified', contacts = 'verified', children = [], status } = options
  const { lastName, firstName, middleName, birthDate, sex, snils, oms, phone, email } = testPatient(n)
  const verified = contacts === 'verified'
  return {
    oid: 1_000_000_000 + n,
    lastName,
    firstName,
    ...(middleName !== undefined && { middleName }),
    birthDate,
    birthPlace: 'г. Образцов',
    sex,
    snils,
    trusted,
    ...(status !== undefined && { status }),
    contacts: [
      // [assumed] ESIA puts the area code in brackets.
      { type: 'MBT', value: phone.replace(/^\+7(\d{3})/, '+7($1)'), verified },
      { type: 'EML', value: email, verified },
    ],
    addresses: [{ type: 'PLV', text: 'г. Образцов, ул. Учебная, д. 1', zipCode: '000000' }],
    documents: [
      {
        type: 'RF_PASSPORT',
        series: '0000',
        number: padded(n, 6),
        verified: trusted,
        issueDate: '01.02.2020',
        issuedBy: 'Отдел образцов',
      },
      ...policyOf(policy, n, oms),
    ],
    children,
  }
}

/** A child of `testPatient(n)`'s names and papers; it has no login of its own, so give it as one of `children`. */
export function esiaChild(n: number, options: Pick<EsiaPersonOptions, 'policy'> = {}): EsiaPerson {
  const { contacts: _none, addresses: _nowhere, ...person } = esiaPerson(n, options)
  const policy = person.documents?.filter(({ type }) => type === 'MDCL_PLCY') ?? []
  const certificate: EsiaDocument = {
    type: 'RF_BRTH_CERT',
    series: 'I-ОБ',
    number: padded(n, 6),
    verified: true,
    issueDate: '01.02.2020',
  }
  return { ...person, oid: 2_000_000_000 + n, documents: [certificate, ...policy] }
}

function policyOf(kind: NonNullable<EsiaPersonOptions['policy']>, n: number, oms: string): readonly EsiaDocument[] {
  if (kind === 'absent') return []
  if (kind === 'old') return [{ type: 'MDCL_PLCY', series: '000000', number: padded(n, 10), verified: true }]
  return [{ type: 'MDCL_PLCY', number: oms, verified: kind === 'verified' }]
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
