import type { Holder, Plan, Target } from './plan.ts'
import type { XmlRecord, XmlSink } from './shape.ts'

type Values = Record<string, string | undefined>

/** One open element that collects fields. */
export interface Frame {
  readonly holder: Holder
  readonly values: Values
  /** Fields met so far, where their absence must be told from an empty place: kept for ancestors only. */
  readonly met: Set<string> | undefined
  ended: boolean
}

/** A value that a record takes from an ancestor. */
interface Link {
  readonly ancestor: number
  readonly field: string
  readonly key: string
}

/** A finished record whose ancestors have not all said what it needs. */
interface Waiting {
  readonly values: Values
  readonly ancestors: readonly (Frame | undefined)[]
}

/** The records of one shape. */
interface Line {
  readonly sink: XmlSink
  readonly makeValues: () => Values
  readonly links: readonly Link[]
  readonly waiting: Waiting[]
}

/** Collects values into records and hands each to its sink once it is whole. */
export interface Collector {
  open(holders: readonly Holder[]): Frame[]
  put(frame: Frame, key: string, value: string | undefined): void
  close(frames: readonly Frame[], nil: boolean): void
}

export function collectorOf(sinks: readonly XmlSink[], plan: Plan): Collector {
  const lines: readonly Line[] = sinks.map((sink) => {
    const links = Object.entries(sink.shape.from ?? {}).flatMap(([name, fields]) =>
      fields.map((field) => ({ ancestor: plan.ancestors.indexOf(name), field, key: `${name}.${field}` })),
    )
    const makeValues = valuesMaker([...sink.shape.fields, ...links.map(({ key }) => key)])
    return { sink, links, makeValues, waiting: [] }
  })
  const openAncestors: Frame[][] = plan.ancestors.map(() => [])
  let waiting = 0

  const open = (holders: readonly Holder[]): Frame[] =>
    holders.map((holder) => {
      const line = lines[holder.sink]
      if (line) return { holder, values: line.makeValues(), met: undefined, ended: false }
      const frame: Frame = { holder, values: Object.create(null), met: new Set(), ended: false }
      openAncestors[holder.ancestor]?.push(frame)
      return frame
    })

  const put = ({ values, met }: Frame, key: string, value: string | undefined): void => {
    if (met) {
      if (met.has(key)) return
      met.add(key)
      values[key] = value
      if (waiting > 0) release()
    } else if (values[key] === undefined) values[key] = value
  }

  const close = (frames: readonly Frame[], nil: boolean): void => {
    for (const frame of frames) {
      if (frame.holder.ancestor === -1) continue
      frame.ended = true
      openAncestors[frame.holder.ancestor]?.pop()
      if (waiting > 0) release()
    }
    if (nil) return
    for (const { holder, values } of frames) {
      const line = lines[holder.sink]
      if (line) finish(line, values)
    }
  }

  const finish = (line: Line, values: Values): void => {
    const ancestors = line.links.map(({ ancestor }) => openAncestors[ancestor]?.at(-1))
    if (line.waiting.length === 0 && isKnown(line, ancestors)) hand(line, { values, ancestors })
    else {
      line.waiting.push({ values, ancestors })
      waiting += 1
    }
  }

  const release = (): void => {
    for (const line of lines) {
      const until = line.waiting.findIndex(({ ancestors }) => !isKnown(line, ancestors))
      const ready = line.waiting.splice(0, until === -1 ? line.waiting.length : until)
      waiting -= ready.length
      for (const each of ready) hand(line, each)
    }
  }
  return { open, put, close }
}

function isKnown({ links }: Line, ancestors: readonly (Frame | undefined)[]): boolean {
  return links.every(({ field }, index) => {
    const frame = ancestors[index]
    return frame === undefined || frame.ended || frame.met?.has(field) === true
  })
}

function hand({ sink, links }: Line, { values, ancestors }: Waiting): void {
  links.forEach(({ field, key }, index) => {
    values[key] = ancestors[index]?.values[field]
  })
  sink.onRecord(values as XmlRecord)
}

/** Makes records with every key in place and nothing inherited. */
function valuesMaker(keys: readonly string[]): () => Values {
  return () => {
    const values: Values = Object.create(null)
    for (const key of keys) values[key] = undefined
    return values
  }
}

export function putAll(
  targets: readonly Target[],
  frames: readonly (readonly Frame[])[],
  depth: number,
  collector: Collector,
  value: string | undefined,
): void {
  for (const { up, slot, key } of targets) {
    const frame = frames[depth - up]?.[slot]
    if (frame) collector.put(frame, key, value)
  }
}
