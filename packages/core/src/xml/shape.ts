/**
 * Where a record stands in a document and what is taken of it. Names are local names: prefixes and namespaces are not
 * compared, case counts. `*` is any name.
 */
export interface RecordShape<F extends string = string> {
  /** The element: `INTERVAL`, or a path of direct children such as `Body/*`; a leading `/` starts at the root. */
  readonly element: string
  /** Ancestors, outermost first, not necessarily adjacent; each may be a path as well. Default: anywhere. */
  readonly under?: readonly string[]
  /**
   * What is taken: `A` the text of a direct child, `A/B` of a grandchild, `@name` an attribute, `A/@name` an attribute
   * of a child, `.` the record's own text, `local-name()` its local name. Text is the element's own text and CDATA
   * joined, without XML whitespace at both ends; attributes stay as they are. Of an element that comes twice the first
   * value counts.
   */
  readonly fields: readonly F[]
  /**
   * Fields of the nearest ancestor of a name or path, copied to each record: `{ DOCT: ['DCODE'] }` gives `DOCT.DCODE`.
   * A field that the ancestor lacks keeps its records until the ancestor ends: ask for what is normally there.
   */
  readonly from?: Readonly<Record<string, readonly string[]>>
}

/**
 * The values by field. Absent or `xsi:nil="true"` is undefined, an empty element is ''. It inherits nothing, so that no
 * name of a field finds what the document did not hold.
 */
export type XmlRecord = Readonly<Record<string, string | undefined>>

/** Who gets the records of one shape. */
export interface XmlSink {
  readonly shape: RecordShape
  /**
   * Called for each record as its element ends, in document order; later only where a field of `from` still follows.
   * What it throws ends the reading and comes out as it is.
   */
  onRecord(record: XmlRecord): void
}
