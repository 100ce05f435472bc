export type { XmlLimits } from './limits.ts'
export { readXml, readXmlText, type XmlReader, type XmlReaderOptions, xmlReader } from './read.ts'
export type { RecordShape, XmlRecord, XmlSink } from './shape.ts'
