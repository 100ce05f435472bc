/** A way to reach somebody, and whether ESIA has checked it. */
export interface VerifiedContact {
  /** A phone in E.164, or an e-mail address. */
  readonly value: string
  readonly verified: boolean
}

/** A number of a document, and whether ESIA has checked it. */
export interface VerifiedNumber {
  readonly value: string
  readonly verified: boolean
}

/** A policy of obligatory medical insurance. */
export interface OmsPolicy {
  /** Sixteen digits, check digit verified; of a policy of the old kind, whatever stands in it. */
  readonly number: string
  /** Only policies of the old kind have one. */
  readonly series?: string
  /** False where the patient typed the number in and nobody has checked it. */
  readonly verified: boolean
}

/** A child in the account of a parent. Nothing here is verified by the parent's own confirmation. */
export interface VerifiedChild {
  /** Number of the child's record in the parent's account. */
  readonly id: string
  readonly lastName: string
  readonly firstName: string
  readonly middleName?: string
  /** `YYYY-MM-DD`. */
  readonly birthDate: string
  readonly sex?: 'male' | 'female'
  /** Eleven digits; verified where ESIA calls the child's record itself trusted. [assumed] */
  readonly snils?: VerifiedNumber
  readonly oms?: OmsPolicy
}

/** A person as Gosuslugi knows them. What was not granted or is not kept is absent. */
export interface VerifiedPatient {
  /** Number of the account; the key to know the same person by again. */
  readonly esiaOid: string
  /** True for a confirmed account: only then are names, birth date, sex and SNILS proven. */
  readonly trusted: boolean
  readonly lastName: string
  readonly firstName: string
  readonly middleName?: string
  /** `YYYY-MM-DD`. */
  readonly birthDate: string
  readonly sex?: 'male' | 'female'
  /** Eleven digits, check number verified. */
  readonly snils?: string
  readonly oms?: OmsPolicy
  readonly contacts: { readonly phone?: VerifiedContact; readonly email?: VerifiedContact }
  /** Empty unless `kid_fullname` and `kid_birthdate` were granted. */
  readonly children: readonly VerifiedChild[]
  /** Names of what ESIA sent but what does not pass its check, such as `snils` or `children.0.oms`; it was left out. */
  readonly unreadable: readonly string[]
}
