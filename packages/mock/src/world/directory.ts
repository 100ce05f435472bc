import type { Clinic, Doctor, Service, Specialty, TimeZone } from '@mis/core'
import { between, pick, type Random } from './random.ts'

/** Everything about a clinic that does not change while it is open. */
export interface Directory {
  readonly clinics: readonly Clinic[]
  readonly specialties: readonly Specialty[]
  readonly doctors: readonly Doctor[]
  readonly services: readonly Service[]
}

const clinics: readonly [Clinic, ...Clinic[]] = [
  {
    id: '1',
    name: 'Учебная клиника на Примерной',
    timeZone: 'Europe/Moscow',
    address: 'Москва, ул. Примерная, д. 1',
    phone: '+74950009001',
  },
  {
    id: '2',
    name: 'Учебная клиника на Макетной',
    timeZone: 'Asia/Yekaterinburg',
    address: 'Екатеринбург, ул. Макетная, д. 2',
    phone: '+73430009002',
  },
]

const specialtyNames = [
  'Кардиология',
  'Неврология',
  'Терапия',
  'Офтальмология',
  'Педиатрия',
  'Эндокринология',
  'Хирургия',
]
const specialties: readonly Specialty[] = specialtyNames.map((name, index) => ({ id: String(index + 1), name }))

// Clinic, specialities, last, first, middle name. The one without a patronymic shows that there may be none.
const cast: readonly (readonly [string, readonly number[], string, string, string?])[] = [
  ['1', [3], 'Примеров', 'Иван', 'Образцович'],
  ['1', [1], 'Образцова', 'Мария', 'Тестовна'],
  ['1', [2], 'Тестов', 'Пётр', 'Макетович'],
  ['1', [4], 'Макетова', 'Елена', 'Примеровна'],
  ['1', [5], 'Учебнов', 'Сергей', 'Шаблонович'],
  ['1', [6, 3], 'Шаблонова', 'Ольга', 'Учебновна'],
  ['1', [3], 'Примерова', 'Анна'],
  ['1', [7], 'Заглушкин', 'Фёдор', 'Эскизович'],
  ['2', [3], 'Эскизова', 'Наталья', 'Образцовна'],
  ['2', [1], 'Черновиков', 'Алексей', 'Тестович'],
  ['2', [2], 'Пробникова', 'Юлия', 'Макетовна'],
  ['2', [5], 'Моделькин', 'Артём', 'Примерович'],
  ['2', [4], 'Выдуманная', 'Яна', 'Шаблоновна'],
  ['1', [7], 'Бывалов', 'Глеб', 'Архивович'],
]
/** Left the clinic: still in the directory, without a schedule. */
const inactiveId = '14'

/** Fills the directory; only rooms, experience and prices depend on chance. The zone is the first clinic's. */
export function makeDirectory(random: Random, timeZone: TimeZone): Directory {
  const doctors = cast.map(([clinicId, fields, lastName, firstName, middleName], index): Doctor => {
    const id = String(index + 1)
    const experienceYears = between(random, 3, 35)
    return {
      id,
      lastName,
      firstName,
      ...(middleName !== undefined && { middleName }),
      fullName: [lastName, firstName, middleName].filter((part) => part !== undefined).join(' '),
      specialties: specialties.filter((specialty) => fields.includes(Number(specialty.id))),
      clinicIds: [clinicId],
      room: String((index % 3) * 100 + 101 + index),
      active: id !== inactiveId,
      experienceYears,
      ...(experienceYears > 15 && { academicDegree: pick(random, ['к.м.н.', 'д.м.н.']) }),
    }
  })
  const [first, ...others] = clinics
  return {
    clinics: [{ ...first, timeZone }, ...others],
    specialties,
    doctors,
    services: makeServices(random, doctors),
  }
}

function makeServices(random: Random, doctors: readonly Doctor[]): readonly Service[] {
  return specialties.flatMap((specialty, index) => {
    const first = between(random, 18, 40) * 100
    const doctorIds = doctors
      .filter((doctor) => doctor.active && doctor.specialties.some(({ id }) => id === specialty.id))
      .map((doctor) => doctor.id)
    const visit = (place: number, name: string, durationMinutes: number, roubles: number): Service => ({
      id: String(index * 2 + place),
      name: `${name}: ${specialty.name.toLowerCase()}`,
      durationMinutes,
      price: { amountMinor: roubles * 100, currency: 'RUB' },
      doctorIds,
    })
    return [visit(1, 'Первичный приём', 30, first), visit(2, 'Повторный приём', 20, first - 400)]
  })
}
