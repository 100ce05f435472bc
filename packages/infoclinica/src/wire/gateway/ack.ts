import { MisError } from '@mis/core/adapter'
import type { XmlRecord, XmlSink } from '@mis/core/xml'

/** One remark of the MIS on a request: `1` informs, `2` blocks, [doc]. */
export interface Check {
  readonly code: string
  readonly label: string
  readonly text: string
}

/** What an answer says of itself, whatever rows it brought. */
export interface Ack {
  /** `AA`: the message was accepted. */
  readonly acknowledgement: string
  /** Why it was not. */
  readonly problem: string
  /** `1` done, `0` refused, negative: technical; null where the message was not accepted. */
  readonly result: number | null
  readonly comment: string
  readonly checks: readonly Check[]
  /** Direct children of `<MSG_OUT>` that were asked for. */
  readonly out: XmlRecord
}

const nothing: XmlRecord = Object.create(null)

/**
 * Reads the envelope of the answer to `name`. Elements are matched by local name, [doc]: prefix and default namespace
 * both occur. `fields` are further members of `<MSG_OUT>`.
 */
export function ackReader(name: string, fields: readonly string[] = []): { sinks: readonly XmlSink[]; finish(): Ack } {
  let envelope = nothing
  let out: XmlRecord | undefined
  const checks: Check[] = []
  const block = `${name}_OUT`
  return {
    sinks: [
      {
        shape: { element: '/ACK', fields: ['MSA/MSA.1', 'ERR/ERR.3/CWE.2'] },
        onRecord: (record) => {
          envelope = record
        },
      },
      {
        shape: { element: `/ACK/${block}`, fields: ['SPRESULT', 'SPCOMMENT', ...fields] },
        onRecord: (record) => {
          out = record
        },
      },
      {
        // Those of a single doctor stand deeper, and refuse nothing.
        shape: { element: `${block}/CHECKDATA`, fields: ['CHECKCODE', 'CHECKLABEL', 'CHECKTEXT'] },
        onRecord: ({ CHECKCODE = '', CHECKLABEL = '', CHECKTEXT = '' }) => {
          checks.push({ code: CHECKCODE, label: CHECKLABEL, text: CHECKTEXT })
        },
      },
    ],
    finish() {
      const acknowledgement = envelope['MSA/MSA.1']
      if (!acknowledgement) throw broken('MSA.1')
      const problem = envelope['ERR/ERR.3/CWE.2'] ?? ''
      const ack = { acknowledgement, problem, comment: out?.SPCOMMENT ?? '', checks, out: out ?? nothing }
      if (acknowledgement !== 'AA') return { ...ack, result: null }
      if (out === undefined) throw broken(block)
      return { ...ack, result: resultOf(out) }
    },
  }
}

function resultOf({ SPRESULT = '' }: XmlRecord): number {
  if (!/^-?\d{1,9}$/.test(SPRESULT)) throw broken('SPRESULT')
  return Number(SPRESULT)
}

function broken(element: string): MisError {
  const why = `the answer has no ${element}`
  return new MisError('bad-response', { details: { why }, hint: why })
}
