import { MisError } from '@mis/core'
import type { HttpHead } from '@mis/core/adapter'
import { charsetOf } from '@mis/core/adapter'
import { type RecordShape, type XmlRecord, xmlReader } from '@mis/core/xml'
import { nameIn, type ScheduleContract } from '../wire/contract.ts'
import { createFault, type Fault, faultShapes } from './fault.ts'

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

/** Reads the answers to one operation. */
export interface AnswerReader {
  /**
   * Reads an envelope in one pass.
   *
   * @throws MisError `bad-response` where it is no envelope, is cut, or has neither a fault nor the answer's wrapper.
   */
  read(body: AsyncIterable<Uint8Array>, head: HttpHead, each?: Takers): Promise<Answer>
}

/**
 * Who takes the records of an element as they come, instead of their being kept: a large answer is then never in memory
 * as a whole. What a refused document brought is to be thrown away.
 */
export type Takers = Readonly<Record<string, (record: XmlRecord) => void>>

/** What the answers look like is worked out once, not for each of them. */
export function createAnswerReader(
  wrapper: string,
  shapes: readonly AnswerShape[],
  contract: ScheduleContract,
): AnswerReader {
  const faults = faultShapes(contract)
  const answers = shapes.map((shape) => inContract(shape, wrapper, contract))
  const around = { element: wrapper, under: ['Envelope', 'Body'], fields: [] }
  const reader = xmlReader([...faults, around, ...answers.map(({ shape }) => shape)], { root: 'Envelope', limits })
  return {
    async read(body, head, each = {}) {
      const fault = createFault()
      const records: Record<string, XmlRecord[]> = {}
      let wrapped = false
      const keepers = shapes.map(({ element, wanted }, index) => {
        const kept: XmlRecord[] = []
        records[element] = kept
        const take = each[element] ?? ((record: XmlRecord) => kept.push(record))
        const back = answers[index]?.back ?? unchanged
        return (record: XmlRecord): void => {
          const ours = back(record)
          if (wanted?.(ours) !== false) take(ours)
        }
      })
      const onWrapper = () => {
        wrapped = true
      }
      await reader.read(body, [...fault.onRecord, onWrapper, ...keepers], charsetOf(head.header('content-type')))
      const found = fault.found()
      if (found !== null) return { fault: found }
      if (wrapped) return { fault: null, records }
      const why = 'the envelope holds neither a fault nor the answer to this request'
      throw new MisError('bad-response', { details: { why }, hint: why, status: head.status })
    },
  }
}

const unchanged = (record: XmlRecord): XmlRecord => record

function inContract(shape: AnswerShape, wrapper: string, contract: ScheduleContract) {
  const named: RecordShape = {
    element: nameIn(contract, shape.element),
    under: [wrapper, ...(shape.under ?? []).map((name) => nameIn(contract, name))],
    fields: shape.fields.map((name) => nameIn(contract, name)),
  }
  if (contract.names === undefined) return { shape: named, back: unchanged }
  const back = (record: XmlRecord): XmlRecord =>
    Object.fromEntries(shape.fields.map((name) => [name, record[nameIn(contract, name)]]))
  return { shape: named, back }
}
