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

/** Gathers what a fault says while the document is read. `Detail` holds one element of any name. */
export function createFault(contract: ScheduleContract) {
  let fault: XmlRecord | null = null
  let detail: string | null = null
  let field: string | null = null
  const inDetail = (name: string, keep: (text: string) => void) =>
    ['Detail', 'detail'].map((element) => ({
      shape: { element: nameIn(contract, name), under: ['Fault', element], fields: ['.'] } satisfies RecordShape,
      onRecord: (record: XmlRecord) => keep(record['.'] ?? ''),
    }))
  const shapes: readonly { readonly shape: RecordShape; readonly onRecord: (record: XmlRecord) => void }[] = [
    {
      shape: {
        element: 'Fault',
        under: ['Envelope', 'Body'],
        fields: ['Code/Value', 'Code/Subcode/Value', 'faultcode'],
      },
      onRecord: (record) => {
        fault = record
      },
    },
    ...inDetail('Code', (text) => {
      detail ??= text
    }),
    ...inDetail('Field', (text) => {
      field ??= text
    }),
  ]
  const found = (): Fault | null => {
    if (fault === null) return null
    const code = local(fault['Code/Value'] ?? fault.faultcode)
    const subcode = local(fault['Code/Subcode/Value'])
    return { code: inVersion12[code] ?? code, subcode: subcode === '' ? null : subcode, detail, field }
  }
  return { shapes, found }
}
