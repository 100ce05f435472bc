import type { Holder, Plan, Target } from './plan.ts'
import type { XmlRecord, XmlSink } from './shape.ts'

/** One open element that collects fields. Null is a field of an ancestor that has not come yet. */
export interface Frame {
  readonly holder: Holder
  readonly values: (string | undefined | null)[]
  ended: boolean
}

/** A field of an ancestor that a record wants. */
interface Link {
  readonly ancestor: number
  /** Its place in the ancestor, and in the record. */
  readonly source: number
  readonly place: number
}

/** A record that has ended before its ancestors said what it needs. */
interface Waiting {
  readonly frame: Frame
  /** The ancestor of each link. */
  readonly ancestors: readonly (Frame | undefined)[]
}

/** The records of one shape. */
interface Line {
  readonly keys: readonly string[]
  readonly links: readonly Link[]
  readonly sink: XmlSink
  readonly waiting: Waiting[]
}

/** Inherits nothing, as an object without a prototype does, but is made about seven times faster. */
class Row {}
Object.setPrototypeOf(Row.prototype, null)
Reflect.deleteProperty(Row.prototype, 'constructor')
Object.freeze(Row.prototype)

/** Collects values into records and hands each to its sink once it is whole. */
export class Collector {
  readonly #lines: readonly Line[]
  /** What began at each depth. */
  readonly #frames: Frame[][] = []
  /** The open ancestors of each name, the nearest last. */
  readonly #ancestors: readonly Frame[][]
  #waiting = 0

  constructor(sinks: readonly XmlSink[], plan: Plan) {
    this.#lines = sinks.map((sink, index) => lineOf(sink, plan, index))
    this.#ancestors = plan.ancestors.map(() => [])
  }

  open(holders: readonly Holder[], depth: number): void {
    // An array that grows would take room for many more: most elements are one record.
    const frames = holders.map(frameOf)
    for (const frame of frames) if (frame.holder.kind === 'ancestor') this.#ancestors[frame.holder.index]?.push(frame)
    this.#frames[depth] = frames
  }

  put(targets: readonly Target[], depth: number, value: string | undefined): void {
    for (const { up, slot, field } of targets) {
      const frame = this.#frames[depth - up]?.[slot]
      if (!frame || (frame.values[field] ?? null) !== null) continue
      frame.values[field] = value
      if (this.#waiting > 0 && frame.holder.kind === 'ancestor') this.#release()
    }
  }

  /** Ends what began at `depth`; a record that is nil is none. */
  close(depth: number, nil: boolean): void {
    const frames = this.#frames[depth] as Frame[]
    for (const frame of frames) {
      if (frame.holder.kind === 'shape') continue
      frame.ended = true
      this.#ancestors[frame.holder.index]?.pop()
      if (this.#waiting > 0) this.#release()
    }
    if (nil) return
    for (const frame of frames) if (frame.holder.kind === 'shape') this.#finish(frame)
  }

  #finish(frame: Frame): void {
    const line = this.#lines[frame.holder.index] as Line
    let known = line.waiting.length === 0
    for (const { ancestor, source, place } of line.links) {
      const value = this.#nearest(ancestor)?.values[source]
      if (value === null) known = false
      else frame.values[place] = value
    }
    if (known) hand(line, frame)
    else {
      line.waiting.push({ frame, ancestors: line.links.map(({ ancestor }) => this.#nearest(ancestor)) })
      this.#waiting += 1
    }
  }

  #nearest(ancestor: number): Frame | undefined {
    const open = this.#ancestors[ancestor]
    return open?.[open.length - 1]
  }

  #release(): void {
    for (const line of this.#lines) {
      const stuck = line.waiting.findIndex((each) => !isKnown(line, each))
      const ready = line.waiting.splice(0, stuck === -1 ? line.waiting.length : stuck)
      this.#waiting -= ready.length
      for (const { frame, ancestors } of ready) {
        line.links.forEach(({ source, place }, index) => {
          frame.values[place] = ancestors[index]?.values[source]
        })
        hand(line, frame)
      }
    }
  }
}

const frameOf = (holder: Holder): Frame => ({ holder, values: holder.blank.slice(), ended: false })

function isKnown({ links }: Line, { ancestors }: Waiting): boolean {
  return links.every(
    ({ source }, index) => ancestors[index]?.ended !== false || ancestors[index]?.values[source] !== null,
  )
}

function lineOf(sink: XmlSink, { ancestors, shapes }: Plan, index: number): Line {
  const keys = shapes[index]?.keys ?? []
  const links = Object.entries(sink.shape.from ?? {}).flatMap(([name, fields]) => {
    const ancestor = ancestors.findIndex(({ element }) => element === name)
    return fields.map((field) => ({
      ancestor,
      source: ancestors[ancestor]?.keys.indexOf(field) ?? -1,
      place: keys.indexOf(`${name}.${field}`),
    }))
  })
  return { keys, links, sink, waiting: [] }
}

function hand({ keys, sink }: Line, { values }: Frame): void {
  const row = new Row() as Record<string, string | undefined>
  for (let place = 0; place < keys.length; place += 1) row[keys[place] as string] = values[place] ?? undefined
  sink.onRecord(row as XmlRecord)
}
