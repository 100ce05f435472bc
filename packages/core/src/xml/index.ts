export type { XmlLimits } from './limits.ts'
export { readXml, readXmlText, type XmlReaderOptions } from './read.ts'
export type { RecordShape, XmlRecord, XmlSink } from './shape.ts'
