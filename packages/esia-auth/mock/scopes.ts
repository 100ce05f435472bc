/** What a scope opens. */
interface Scope {
  /** What the login page calls it. */
  readonly title: string
  /** Fields of the person. */
  readonly fields?: readonly string[]
  /** Types of documents. */
  readonly documents?: readonly string[]
  readonly contacts?: readonly string[]
  readonly addresses?: boolean
}

const birthCertificates = ['BRTH_CERT', 'RF_BRTH_CERT', 'FID_BRTH_CERT', 'OLD_BRTH_CERT']

/** Known scopes. Names [2+], kid_mobile and kid_email [1]; which field belongs to which scope is partly [assumed]. */
const scopes: Readonly<Record<string, Scope>> = {
  openid: { title: 'Идентификатор входа' },
  fullname: { title: 'Фамилия, имя, отчество', fields: ['firstName', 'lastName', 'middleName'] },
  birthdate: { title: 'Дата рождения', fields: ['birthDate'] },
  birthplace: { title: 'Место рождения', fields: ['birthPlace'] },
  gender: { title: 'Пол', fields: ['gender'] },
  snils: { title: 'СНИЛС', fields: ['snils'] },
  inn: { title: 'ИНН', fields: ['inn'] },
  id_doc: {
    title: 'Документ, удостоверяющий личность',
    fields: ['citizenship', 'rIdDoc'],
    documents: ['RF_PASSPORT', 'FID_DOC'],
  },
  medical_doc: { title: 'Полис ОМС', documents: ['MDCL_PLCY'] },
  birth_cert_doc: { title: 'Свидетельство о рождении', documents: birthCertificates },
  residence_doc: { title: 'Вид на жительство', documents: ['RSDNC_PERMIT'] },
  foreign_passport_doc: { title: 'Заграничный паспорт', documents: ['FRGN_PASS'] },
  email: { title: 'Электронная почта', contacts: ['EML', 'CEM'] },
  mobile: { title: 'Телефон', contacts: ['MBT', 'PHN'] },
  addresses: { title: 'Адреса', addresses: true },
  kid_fullname: { title: 'Имена детей', fields: ['firstName', 'lastName', 'middleName'] },
  kid_birthdate: { title: 'Даты рождения детей', fields: ['birthDate'] },
  kid_gender: { title: 'Пол детей', fields: ['gender'] },
  kid_snils: { title: 'СНИЛС детей', fields: ['snils'] },
  kid_inn: { title: 'ИНН детей', fields: ['inn'] },
  kid_birth_cert_doc: { title: 'Свидетельства о рождении детей', documents: birthCertificates },
  kid_medical_doc: { title: 'Полисы ОМС детей', documents: ['MDCL_PLCY'] },
  kid_mobile: { title: 'Телефоны детей', contacts: ['MBT', 'PHN'] },
  kid_email: { title: 'Электронная почта детей', contacts: ['EML', 'CEM'] },
}

/** What a token opens of one person: the owner of the account, or a child. */
export interface Opened {
  readonly fields: ReadonlySet<string>
  readonly documents: ReadonlySet<string>
  readonly contacts: ReadonlySet<string>
  readonly addresses: boolean
}

export function isKnownScope(name: string): boolean {
  return Object.hasOwn(scopes, name)
}

export function titleOf(name: string): string {
  return scopes[name]?.title ?? name
}

/** Names of a scope string: joined by one space each. Undefined where it is written otherwise or repeats itself. */
export function namesOf(scope: string): readonly string[] | undefined {
  const names = scope.split(' ')
  return names.includes('') || new Set(names).size < names.length ? undefined : names
}

/** Whether any of the scopes speaks of children. */
export function opensChildren(names: readonly string[]): boolean {
  return names.some((name) => name.startsWith('kid_'))
}

export function openedBy(names: readonly string[], of: 'owner' | 'child'): Opened {
  const those = names.filter((name) => name.startsWith('kid_') === (of === 'child')).map((name) => scopes[name])
  return {
    fields: new Set(those.flatMap((scope) => scope?.fields ?? [])),
    documents: new Set(those.flatMap((scope) => scope?.documents ?? [])),
    contacts: new Set(those.flatMap((scope) => scope?.contacts ?? [])),
    addresses: those.some((scope) => scope?.addresses === true),
  }
}
