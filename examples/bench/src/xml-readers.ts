// Three ways from the bytes of a schedule to its free slots.
import { createRequire } from 'node:module'
import { type RecordShape, readXml, type XmlRecord } from '@mis/core/xml'
import { XMLParser } from 'fast-xml-parser'

export interface Slot {
  readonly doctorId: string
  readonly scheduleId: string
  readonly day: string
  readonly start: string
  readonly end: string
}

/** As much of saxes as is used here. */
interface Saxes {
  on(event: 'text', handler: (text: string) => void): void
  on(event: 'opentag' | 'closetag', handler: (tag: { readonly name: string }) => void): void
  write(text: string): void
  close(): void
}

// The very saxes that core reads with.
const require = createRequire(new URL('../../../packages/core/package.json', import.meta.url))
const { SaxesParser } = require('saxes') as { readonly SaxesParser: new (options: object) => Saxes }

const intervals: RecordShape = {
  element: 'INTERVAL',
  under: ['DEP', 'DOCT', 'WRDATE', 'SCHEDINT'],
  fields: ['BHOUR', 'BMIN', 'FHOUR', 'FMIN', 'FREETYPE'],
  from: { DOCT: ['DCODE'], WRDATE: ['WDATE'], SCHEDINT: ['SCHEDIDENT'] },
}

/** @mis/core/xml. `chunks` are those of a body. */
export async function readWithShapes(chunks: Iterable<Uint8Array>, take: (slot: Slot) => void): Promise<void> {
  await readXml(chunks, [{ shape: intervals, onRecord: (row) => mapRow(row, take) }], { root: 'ACK' })
}

function mapRow(row: XmlRecord, take: (slot: Slot) => void): void {
  if (row.FREETYPE !== '1') return
  take({
    doctorId: row['DOCT.DCODE'] ?? '',
    scheduleId: row['SCHEDINT.SCHEDIDENT'] ?? '',
    day: row['WRDATE.WDATE'] ?? '',
    start: `${row.BHOUR}:${row.BMIN}`,
    end: `${row.FHOUR}:${row.FMIN}`,
  })
}

/** saxes with handlers for this very document: no path, no namespace, no limit is looked at. One parser for all runs, its best case. */
const bare = new SaxesParser({ position: false })
const read: Record<string, string> = {
  DCODE: '',
  WDATE: '',
  SCHEDIDENT: '',
  BHOUR: '',
  BMIN: '',
  FHOUR: '',
  FMIN: '',
  FREETYPE: '',
}
let text = ''
let takeBare: (slot: Slot) => void = () => {}
bare.on('opentag', () => {
  text = ''
})
bare.on('text', (piece) => {
  text += piece
})
bare.on('closetag', ({ name }) => {
  switch (name) {
    case 'DCODE':
    case 'WDATE':
    case 'SCHEDIDENT':
    case 'BHOUR':
    case 'BMIN':
    case 'FHOUR':
    case 'FMIN':
    case 'FREETYPE':
      read[name] = text
      break
    case 'INTERVAL': {
      const { DCODE = '', SCHEDIDENT = '', WDATE = '', BHOUR, BMIN, FHOUR, FMIN, FREETYPE } = read
      if (FREETYPE === '1')
        takeBare({
          doctorId: DCODE,
          scheduleId: SCHEDIDENT,
          day: WDATE,
          start: `${BHOUR}:${BMIN}`,
          end: `${FHOUR}:${FMIN}`,
        })
    }
  }
})

export function readWithBareSaxes(chunks: Iterable<Uint8Array>, take: (slot: Slot) => void): void {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  takeBare = take
  for (const chunk of chunks) bare.write(decoder.decode(chunk, { stream: true }))
  bare.write(decoder.decode())
  bare.close()
}

const lists = ['DEP', 'DOCT', 'WRDATE', 'SCHEDINT', 'INTERVAL']
const fast = new XMLParser({ parseTagValue: false, isArray: (name) => lists.includes(name) })

/** A document as fast-xml-parser gives it, down to the slots. */
interface Tree {
  readonly ACK: {
    readonly SCHEDULE_OUT: { readonly DEP: readonly { readonly DOCT: readonly Doctor[] }[] }
  }
}
interface Doctor {
  readonly DCODE: string
  readonly WRDATE: readonly { readonly WDATE: string; readonly SCHEDINT: readonly Interval[] }[]
}
interface Interval {
  readonly SCHEDIDENT: string
  readonly INTERVAL: readonly Record<'BHOUR' | 'BMIN' | 'FHOUR' | 'FMIN' | 'FREETYPE', string>[]
}

export function readWithFastXmlParser(chunks: readonly Uint8Array[], take: (slot: Slot) => void): void {
  const tree = fast.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as Tree
  for (const { DOCT } of tree.ACK.SCHEDULE_OUT.DEP)
    for (const { DCODE, WRDATE } of DOCT)
      for (const { WDATE, SCHEDINT } of WRDATE)
        for (const { SCHEDIDENT, INTERVAL } of SCHEDINT)
          for (const { BHOUR, BMIN, FHOUR, FMIN, FREETYPE } of INTERVAL)
            if (FREETYPE === '1')
              take({
                doctorId: DCODE,
                scheduleId: SCHEDIDENT,
                day: WDATE,
                start: `${BHOUR}:${BMIN}`,
                end: `${FHOUR}:${FMIN}`,
              })
}
