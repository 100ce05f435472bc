import { MisError } from '@mis/core'
import type { HttpHead } from '@mis/core/adapter'
import { charsetOf } from '@mis/core/adapter'
import { type RecordShape, readXml, type XmlRecord } from '@mis/core/xml'
import { nameIn, type ScheduleContract } from '../wire/contract.ts'
import { createFault, type Fault } from './fault.ts'

/** Records of one kind in an answer; names are ours, the contract knows this installation's. */
export interface AnswerShape {
  readonly element: string
  /** Ancestors, outermost first. */
  readonly under?: readonly string[]
  readonly fields: readonly string[]
  /** Which records count; the others are let go as they come, so that a large answer takes no memory. Default: all. */
  readonly wanted?: (record: XmlRecord) => boolean
}

/** What stood in the Body: a fault, or the records that were asked for. */
export type Answer =
  | { readonly fault: Fault }
  | { readonly fault: null; readonly records: Readonly<Record<string, readonly XmlRecord[]>> }

/** Larger answers than any clinic's schedule; the 58 MB of a whole region fit. */
const limits = { bytes: 128 * 1024 * 1024, depth: 32 }
const soapType = /^\s*(?:application\/soap\+xml|text\/xml|application\/xml)\s*(?:;|$)/i

/** Whether an answer names a content type that an envelope may have. A multipart body is none. */
export function isEnvelope(head: HttpHead): boolean {
  return soapType.test(head.header('content-type') ?? 'text/xml')
}

/**
 * Reads an envelope in one pass.
 *
 * @throws MisError `bad-response` where it is no envelope, is cut, or has neither a fault nor the answer's wrapper.
 */
export async function readAnswer(
  body: AsyncIterable<Uint8Array>,
  head: HttpHead,
  wanted: { readonly wrapper: string; readonly shapes: readonly AnswerShape[] },
  contract: ScheduleContract,
): Promise<Answer> {
  const fault = createFault(contract)
  const records: Record<string, XmlRecord[]> = {}
  let wrapped = false
  const answers = wanted.shapes.map((shape) => {
    const kept: XmlRecord[] = []
    records[shape.element] = kept
    const { shape: renamed, back } = inContract(shape, wanted.wrapper, contract)
    const onRecord = (record: XmlRecord): void => {
      const ours = back(record)
      if (shape.wanted?.(ours) !== false) kept.push(ours)
    }
    return { shape: renamed, onRecord }
  })
  const wrapper = { element: wanted.wrapper, under: ['Envelope', 'Body'], fields: [] }
  const charset = charsetOf(head.header('content-type'))
  await readXml(
    body,
    [
      ...fault.shapes,
      {
        shape: wrapper,
        onRecord: () => {
          wrapped = true
        },
      },
      ...answers,
    ],
    { root: 'Envelope', limits, ...(charset !== null && { charset }) },
  )
  const found = fault.found()
  if (found !== null) return { fault: found }
  if (wrapped) return { fault: null, records }
  const why = 'the envelope holds neither a fault nor the answer to this request'
  throw new MisError('bad-response', { details: { why }, hint: why, status: head.status })
}

function inContract(shape: AnswerShape, wrapper: string, contract: ScheduleContract) {
  const named: RecordShape = {
    element: nameIn(contract, shape.element),
    under: [wrapper, ...(shape.under ?? []).map((name) => nameIn(contract, name))],
    fields: shape.fields.map((name) => nameIn(contract, name)),
  }
  if (contract.names === undefined) return { shape: named, back: (record: XmlRecord) => record }
  const back = (record: XmlRecord): XmlRecord =>
    Object.fromEntries(shape.fields.map((name) => [name, record[nameIn(contract, name)]]))
  return { shape: named, back }
}
