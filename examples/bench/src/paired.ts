// Paired ratios: the two sides take turns (A B A B …), so that whatever the machine does meanwhile hits both.

/** One side of a comparison. `run` does the same work each time; its duration is the sample. */
export interface Side {
  readonly name: string
  run(): Promise<void>
}

export interface Row {
  readonly title: string
  /** What one sample is, in words. */
  readonly sample: string
  readonly ours: Side
  readonly theirs: Side
  /** Gives back what the sides hold. */
  close?(): Promise<void>
}

export interface Spread {
  readonly lower: number
  readonly median: number
  readonly upper: number
}

export interface Result {
  readonly title: string
  readonly sample: string
  readonly pairs: number
  readonly ours: { readonly name: string; readonly milliseconds: Spread }
  readonly theirs: { readonly name: string; readonly milliseconds: Spread }
  /** Ours divided by theirs, pair by pair: below 1 ours is faster. */
  readonly ratio: Spread
}

const warmUps = 3

/** Runs `pairs` pairs (9 at least) after a warm-up that is thrown away. */
export async function compare({ title, sample, ours, theirs }: Row, pairs: number): Promise<Result> {
  if (!Number.isInteger(pairs) || pairs < 9) throw new RangeError('compare: give at least 9 pairs')
  const one: number[] = []
  const other: number[] = []
  for (let pair = -warmUps; pair < pairs; pair += 1) {
    const left = await timed(ours)
    const right = await timed(theirs)
    if (pair < 0) continue
    one.push(left)
    other.push(right)
  }
  const ratios = one.map((milliseconds, index) => milliseconds / (other[index] ?? Number.NaN))
  return {
    title,
    sample,
    pairs,
    ours: { name: ours.name, milliseconds: spreadOf(one) },
    theirs: { name: theirs.name, milliseconds: spreadOf(other) },
    ratio: spreadOf(ratios),
  }
}

/** Median and quartiles, interpolated between neighbours. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right)
  const at = (part: number): number => {
    const place = (sorted.length - 1) * part
    const low = sorted[Math.floor(place)] ?? Number.NaN
    const high = sorted[Math.ceil(place)] ?? Number.NaN
    return low + (high - low) * (place - Math.floor(place))
  }
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) }
}

async function timed({ run }: Side): Promise<number> {
  globalThis.gc?.()
  const begun = performance.now()
  await run()
  return performance.now() - begun
}
