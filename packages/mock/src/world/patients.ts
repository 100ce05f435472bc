import type { Patient } from '@mis/core'

/** A patient with every field that any MIS asks for. */
export type TestPatient = Patient & Required<Omit<Patient, 'middleName'>>

const women = ['Тестова', 'Образцова', 'Примерова', 'Макетова', 'Учебнова', 'Пробникова']
const men = ['Тестов', 'Образцов', 'Примеров', 'Макетов', 'Учебнов', 'Пробников']
const womenFirst = ['Проба', 'Модель', 'Выборка', 'Заготовка', 'Калька']
const menFirst = ['Образец', 'Макет', 'Шаблон', 'Эскиз', 'Черновик']

/**
 * The `n`-th invented person, `n` from 1 to 9999: always the same one for the same number.
 * No such person can exist: the SNILS lies below the first one ever issued, the policy is of region 00 and the phone
 * numbers are not given out; check digits are right. Throws a `RangeError` for another `n`.
 */
export function testPatient(n: number): TestPatient {
  if (!Number.isInteger(n) || n < 1 || n > 9999)
    throw new RangeError('testPatient: n must be a whole number, 1 to 9999')
  const papers = { phone: `+7495000${digits(n, 4)}`, email: `p${n}@example.org`, snils: snilsOf(n), oms: omsOf(n) }
  if (n === 1) return { ...named('Тестова', 'Проба', 'female', '1990-01-02'), middleName: 'Образцовна', ...papers }
  if (n === 2) return { ...named('Примеров', 'Образец', 'male', '1985-12-31'), ...papers }
  const female = n % 2 === 1
  const round = Math.floor(n / 2)
  const lastName = (female ? women : men)[round % women.length] ?? ''
  const firstName = (female ? womenFirst : menFirst)[round % womenFirst.length] ?? ''
  const birthDate = `${1940 + (n % 80)}-${digits((n % 12) + 1, 2)}-${digits((n % 28) + 1, 2)}`
  const person = { ...named(lastName, firstName, female ? 'female' : 'male', birthDate), ...papers }
  return n % 3 === 0 ? person : { ...person, middleName: female ? 'Макетовна' : 'Макетович' }
}

function named(lastName: string, firstName: string, sex: 'male' | 'female', birthDate: string) {
  return { lastName, firstName, sex, birthDate }
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** Nine digits from 000-000-600 on, then the sum of digits by weights 9 to 1, modulo 101. */
function snilsOf(n: number): string {
  const number = digits(599 + n, 9)
  let sum = 0
  for (let index = 0; index < 9; index += 1) sum += Number(number[index]) * (9 - index)
  return number + digits((sum % 101) % 100, 2)
}

/** Fifteen digits and the policy's check digit: every other digit from the right doubled, digits added up to a ten. */
function omsOf(n: number): string {
  const number = digits(n, 15)
  let sum = 0
  for (let index = 0; index < 15; index += 1) {
    const digit = Number(number[index]) * (index % 2 === 0 ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return number + String((10 - (sum % 10)) % 10)
}
