import type { RecordShape, XmlRecord } from '@mis/core/xml'
import { nameIn, type ScheduleContract } from '../wire/contract.ts'

/** A SOAP fault of either version, by local names. Its sentences are not kept: they may be about a patient. */
export interface Fault {
  /** `Sender`, `Receiver`, `MustUnderstand`, `VersionMismatch`; 1.1's Client and Server by their names in 1.2. */
  readonly code: string
  /** What WCF itself says, such as `ActionNotSupported`. */
  readonly subcode: string | null
  /** The service's own word, such as `SLOT_TAKEN`. */
  readonly detail: string | null
  /** The field the service complains about, in its words. */
  readonly field: string | null
}

/** 1.1's words for the same. */
const inVersion12: Readonly<Record<string, string>> = { Client: 'Sender', Server: 'Receiver' }

const local = (name: string | undefined): string => (name ?? '').replace(/^.*:/, '').trim()

/** Where a fault stands, and its `Code` and `Field`. `Detail` holds one element of any name. */
export function faultShapes(contract: ScheduleContract): readonly RecordShape[] {
  const inDetail = (name: string) =>
    ['Detail', 'detail'].map((element) => ({
      element: nameIn(contract, name),
      under: ['Fault', element],
      fields: ['.'],
    }))
  const fields = ['Code/Value', 'Code/Subcode/Value', 'faultcode']
  return [{ element: 'Fault', under: ['Envelope', 'Body'], fields }, ...inDetail('Code'), ...inDetail('Field')]
}

/** Gathers what a fault says while the document is read; `onRecord` in the order of the shapes. */
export function createFault() {
  let fault: XmlRecord | null = null
  let detail: string | null = null
  let field: string | null = null
  const onFault = (record: XmlRecord) => {
    fault = record
  }
  const onCode = (record: XmlRecord) => {
    detail ??= record['.'] ?? ''
  }
  const onField = (record: XmlRecord) => {
    field ??= record['.'] ?? ''
  }
  const found = (): Fault | null => {
    if (fault === null) return null
    const code = local(fault['Code/Value'] ?? fault.faultcode)
    const subcode = local(fault['Code/Subcode/Value'])
    return { code: inVersion12[code] ?? code, subcode: subcode === '' ? null : subcode, detail, field }
  }
  return { onRecord: [onFault, onCode, onCode, onField, onField], found }
}
