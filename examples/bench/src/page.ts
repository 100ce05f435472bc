import type { RaceResult } from './booking-race.ts'
import type { FloorResult } from './onec-row.ts'
import type { Result, Spread } from './paired.ts'
import type { MemoryResult } from './xml-memory.ts'

interface Measured {
  readonly results: readonly Result[]
  /** What was counted, a sentence each. */
  readonly facts: readonly string[]
  readonly memory: readonly MemoryResult[]
  readonly floors: readonly FloorResult[]
  readonly races: readonly RaceResult[]
  readonly machine: string
  /** The section about what is installed. */
  readonly weights: string
}

/** docs/benchmarks.md as text. */
export function benchmarksPage({ results, facts, memory, floors, races, machine, weights }: Measured): string {
  const rows = results.map(({ title, ours, theirs, ratio, pairs }) =>
    ['', title, inMs(ours.milliseconds), inMs(theirs.milliseconds), inTimes(ratio), pairs, ''].join(' | ').trim(),
  )
  const notes = results.map(
    ({ title, sample, ours, theirs }) =>
      `- ${title}. Sample: ${sample}. Ours: ${ours.name}. Beside it: ${theirs.name}.`,
  )
  return `${[
    '<!-- Made by `pnpm bench`. Run it again instead of editing. -->',
    '# Benchmarks',
    '',
    'Each row is a pair of the same work, done in turns (A B A B …) after a warm-up, so that whatever the machine does',
    'meanwhile hits both. A cell is the median with the quartiles in brackets. The ratio is ours divided by theirs, pair by',
    'pair: 1.0 is equal, below 1 ours is faster. Compare ratios, not milliseconds: those belong to the machine. Rows about one',
    'thing share a process, others have one of their own: what another row left in memory made some up to twice as slow.',
    '',
    `Measured on ${machine}; the mock MIS runs in a process of its own on the same machine.`,
    '',
    '| what | ours, ms | beside it, ms | ratio | pairs |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...notes,
    ...facts.map((fact) => `- ${fact}`),
    '',
    '| what | MB | runs |',
    '| --- | --- | --- |',
    ...memory.map(({ title, megabytes, runs }) => `| ${title} | ${inMegabytes(megabytes)} | ${runs} |`),
    '',
    ...memory.map(({ title, sample }) => `- ${title}. Sample: ${sample}.`),
    '',
    'The floor is calls × latency of a call ÷ calls at once: nobody can be faster.',
    '',
    '| what | ours, ms | floor, ms | ratio | runs |',
    '| --- | --- | --- | --- | --- |',
    ...floors.map(({ title, milliseconds, floorMs, ratio, runs }) =>
      ['', title, inMs(milliseconds), floorMs, inTimes(ratio), runs, ''].join(' | ').trim(),
    ),
    '',
    ...floors.map(({ title, sample }) => `- ${title}. Sample: ${sample}.`),
    '',
    ...racesOf(races),
    weights,
    '',
  ].join('\n')}`
}

function racesOf(races: readonly RaceResult[]): string[] {
  if (races.length === 0) return []
  return [
    'The booking race: two instances over one Redis, a load is held in the first, a booking in the second invalidates and ends,',
    'then the load ends. A trial is stale where the booked time is shown as free afterwards, as it would be until its time to',
    'live is over. Each library with one Redis as its own page sets it up for several instances.',
    '',
    '| library | trials | stale where it was loaded | stale where it was booked |',
    '| --- | --- | --- | --- |',
    ...races.map(({ name, trials, loader, booker }) => `| ${name} | ${trials} | **${loader}** | **${booker}** |`),
    '',
  ]
}

function inMs({ lower, median, upper }: Spread): string {
  return `${median.toFixed(1)} (${lower.toFixed(1)}–${upper.toFixed(1)})`
}

function inTimes({ lower, median, upper }: Spread): string {
  return `**${median.toFixed(2)}** (${lower.toFixed(2)}–${upper.toFixed(2)})`
}

function inMegabytes({ lower, median, upper }: Spread): string {
  return `**${median.toFixed(0)}** (${lower.toFixed(0)}–${upper.toFixed(0)})`
}
