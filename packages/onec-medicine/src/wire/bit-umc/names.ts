/** Members of requests. [doc] */
const sent = [
  ...['Key', 'Method', 'StartDate', 'FinishDate', 'Clinic', 'Employees', 'Format', 'OnlyFreeTime', 'EmployeeID'],
  ...['Date', 'TimeBegin', 'Duration', 'Service', 'GUID', 'Reason', 'AdditionalInformation', 'Birthday'],
  ...['PatientSurname', 'PatientName', 'PatientFatherName', 'Phone', 'Email', 'Comment'],
] as const

/** Members of answers. [doc] */
const received = [
  ...['Ответ', 'Результат', 'ОписаниеОшибки', 'ОшибкаПараметров', 'УИД', 'Клиника', 'Сотрудник', 'Каталог'],
  ...['UID', 'Наименование', 'Фамилия', 'Имя', 'Отчество', 'Специализация', 'Организация'],
  ...['Цена', 'Продолжительность', 'ЭтоПапка', 'ГрафикДляСайта', 'СотрудникID', 'ДлительностьПриема'],
  ...['ПериодыГрафика', 'СвободноеВремя', 'ЗанятоеВремя', 'ПериодГрафика'],
  ...['Дата', 'ВремяНачала', 'ВремяОкончания'],
] as const

/** Every name of the vendor's document that this profile sends or reads. */
export const vendorNames = [...sent, ...received] as const
export type VendorName = (typeof vendorNames)[number]

/** The vendor's name of a member → the name it has in one base. */
export type Names = Readonly<Partial<Record<VendorName, string>>>

/** A request's members as this base calls them. */
export function renamedForBase(members: Readonly<Record<string, unknown>>, names: Names): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [names[name as VendorName] ?? name, value]))
}

/** An answer in the vendor's names, of one as this base writes it; at every depth. */
export function renamedFromBase(value: unknown, names: Names): unknown {
  const back = new Map(Object.entries(names).map(([name, theirs]) => [theirs, name]))
  const rename = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(rename)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [back.get(name) ?? name, rename(inner)]))
  }
  return back.size === 0 ? value : rename(value)
}
