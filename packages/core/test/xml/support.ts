import { isMisError } from '../../src/index.ts'
import { type RecordShape, readXml, readXmlText, type XmlReaderOptions, type XmlRecord } from '../../src/xml/index.ts'

/** A record as a plain object without what was absent, so that tests compare what is there. */
function plain(record: XmlRecord): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The records of each shape. */
export function recordsOf(
  document: string | Uint8Array,
  shapes: readonly RecordShape[],
  options?: XmlReaderOptions,
): Record<string, string>[][] {
  const found = shapes.map((): Record<string, string>[] => [])
  const sinks = shapes.map((shape, index) => ({
    shape,
    onRecord: (record: XmlRecord) => void found[index]?.push(plain(record)),
  }))
  readXmlText(document, sinks, options)
  return found
}

/** The same from chunks. */
export async function recordsFrom(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  shapes: readonly RecordShape[],
  options?: XmlReaderOptions,
): Promise<Record<string, string>[][]> {
  const found = shapes.map((): Record<string, string>[] => [])
  const sinks = shapes.map((shape, index) => ({
    shape,
    onRecord: (record: XmlRecord) => void found[index]?.push(plain(record)),
  }))
  await readXml(chunks, sinks, options)
  return found
}

/** Why a document was refused; throws where it was not, or not in the way it should be. */
export function refusalOf(document: string | Uint8Array, options?: XmlReaderOptions): string {
  try {
    readXmlText(document, [], options)
  } catch (error) {
    return whyOf(error)
  }
  throw new Error('the document was read')
}

export function whyOf(error: unknown): string {
  if (!isMisError(error, 'bad-response')) throw error
  if (error.cause !== undefined) throw new Error('the refusal carries a cause, which may hold document text')
  return error.details.why
}

export const schedule = `<?xml version="1.0" encoding="UTF-8"?>
<ACK xmlns="http://sdsys.ru/">
  <MSA><MSA.1>AA</MSA.1></MSA>
  <SCHEDULE_OUT>
    <SPRESULT>1</SPRESULT><SPCOMMENT>Расписание &amp; слоты</SPCOMMENT>
    <DEP><DEPNUM>10</DEPNUM>
      <DOCT><DCODE>007</DCODE>
        <WRDATE><WDATE>20310303</WDATE>
          <SCHEDINT><SCHEDIDENT>70004321</SCHEDIDENT>
            <INTERVAL><BHOUR>9</BHOUR><BMIN>0</BMIN><FHOUR>9</FHOUR><FMIN>30</FMIN><FREETYPE>1</FREETYPE></INTERVAL>
            <INTERVAL><BHOUR>9</BHOUR><BMIN>30</BMIN><FHOUR>10</FHOUR><FMIN>0</FMIN><FREETYPE>-6</FREETYPE></INTERVAL>
          </SCHEDINT>
        </WRDATE>
        <CHECKDATA><CHECKCODE>2</CHECKCODE><CHECKLABEL><![CDATA[Нужно <направление>]]></CHECKLABEL></CHECKDATA>
      </DOCT>
    </DEP>
    <CHECKDATA><CHECKCODE>1</CHECKCODE><CHECKLABEL/></CHECKDATA>
  </SCHEDULE_OUT>
</ACK>
`

export const intervals: RecordShape = {
  element: 'INTERVAL',
  under: ['DEP', 'DOCT', 'WRDATE', 'SCHEDINT'],
  fields: ['BHOUR', 'BMIN', 'FHOUR', 'FMIN', 'FREETYPE'],
  from: { DOCT: ['DCODE'], WRDATE: ['WDATE'], SCHEDINT: ['SCHEDIDENT'] },
}

/** Several shapes that nest in each other, for tests that read all at once. */
export const scheduleShapes: readonly RecordShape[] = [
  intervals,
  { element: 'DOCT/CHECKDATA', fields: ['CHECKCODE', 'CHECKLABEL'], from: { DOCT: ['DCODE'] } },
  { element: 'SCHEDULE_OUT/CHECKDATA', fields: ['CHECKCODE', 'CHECKLABEL'] },
  { element: 'SCHEDULE_OUT', fields: ['SPRESULT', 'SPCOMMENT', 'FREETYPE'] },
  { element: 'ACK', fields: ['MSA/MSA.1', 'ERR/ERR.3/CWE.2'] },
]
