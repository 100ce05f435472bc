import type { FloorResult } from './onec-row.ts'
import type { Result, Spread } from './paired.ts'
import type { MemoryResult } from './xml-memory.ts'

interface Measured {
  readonly results: readonly Result[]
  /** What was counted, a sentence each. */
  readonly facts: readonly string[]
  readonly memory: readonly MemoryResult[]
  readonly floors: readonly FloorResult[]
  readonly machine: string
}

/** docs/benchmarks.md as text. */
export function benchmarksPage({ results, facts, memory, floors, machine }: Measured): string {
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
    'pair: 1.0 is equal, below 1 ours is faster. Compare ratios, not milliseconds: those belong to the machine.',
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
  ].join('\n')}`
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
