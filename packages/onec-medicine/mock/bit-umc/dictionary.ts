import type { Clinic, Operation, Service } from '@mis/core'
import { guidOf, oneCGuid } from '../ids.ts'
import type { OneCMockOptions, OneCWorld } from '../options.ts'
import { failures } from './failures.ts'
import { lengthText, type Members, noLength, textOf } from './values.ts'

export const dictionaries: ReadonlyMap<string, Operation> = new Map([
  ['GetListClinic', 'listClinics'],
  ['GetListEmployees', 'listDoctors'],
  ['GetNomenclatureAndPrices', 'listServices'],
])

/** Clinics, employees and services; their trees are those of SOAP [doc]. */
export function dictionary(asked: Members, world: OneCWorld, clinic: Clinic, options: OneCMockOptions): unknown {
  const nested = (name: string, tree: unknown) => (options.quirks?.nestedTrees === true ? { [name]: tree } : tree)
  const clinicGuid = oneCGuid('clinic', clinic.id)
  const clinicAsked = textOf(asked.Clinic).toLowerCase()
  const length = (service: Service) =>
    options.quirks?.emptyDates === true ? noLength : lengthText(service.durationMinutes ?? 0)

  switch (textOf(asked.Method)) {
    case 'GetListClinic':
      return nested('СписокКлиник', { Клиника: [{ Наименование: clinic.name, УИД: clinicGuid }] })

    case 'GetListEmployees': {
      const [name, guid] = [textOf(asked.SearchName).toLowerCase(), textOf(asked.EmployeeID).toLowerCase()]
      const staff = world
        .doctors()
        .filter(
          (doctor) =>
            doctor.clinicIds.includes(clinic.id) &&
            (doctor.active || options.quirks?.inactiveDoctors === true) &&
            (clinicAsked === '' || clinicAsked === clinicGuid) &&
            (guid === '' || guid === oneCGuid('doctor', doctor.id)) &&
            doctor.fullName.toLowerCase().includes(name),
        )
      const entries = staff.map((doctor) => ({
        UID: oneCGuid('doctor', doctor.id),
        Наименование: doctor.fullName,
        Фамилия: doctor.lastName,
        Имя: doctor.firstName,
        Отчество: doctor.middleName ?? '',
        Специализация: doctor.specialties.map((speciality) => speciality.name).join(', '),
        Организация: clinicGuid,
        ОсновныеУслуги: {
          ОсновнаяУслуга: world
            .services()
            .filter(({ doctorIds }) => doctorIds?.includes(doctor.id) === true)
            .map((service) => ({ UID: oneCGuid('service', service.id), Продолжительность: length(service) })),
        },
        СреднийРейтинг: '4,0',
        КраткоеОписание: doctor.academicDegree ?? '',
        Фото: '',
      }))
      return nested('Сотрудники', { Сотрудник: entries })
    }

    case 'GetNomenclatureAndPrices': {
      if (clinicAsked !== clinicGuid) throw failures.noExchange()
      const folder = guidOf('5e0f0000', '1')
      const unit = { Артикул: '', БазоваяЕдиницаИзмерения: 'шт', Вид: 'Услуга' }
      const services = world.services().map((service) => ({
        UID: oneCGuid('service', service.id),
        Наименование: service.name,
        ...unit,
        Цена: (service.price?.amountMinor ?? 0) / 100,
        Продолжительность: length(service),
        Родитель: folder,
        ЭтоПапка: false,
      }))
      const root = {
        UID: folder,
        Наименование: 'Приёмы',
        ...unit,
        Цена: 0,
        Продолжительность: noLength,
        Родитель: '',
        ЭтоПапка: true,
      }
      return nested('Каталоги', { Каталог: [root, ...services] })
    }

    default:
      throw failures.unknownMethod()
  }
}
