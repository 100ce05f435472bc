import { availableParallelism } from 'node:os'
import type { Contention } from './contention.ts'
import { deathPoints, faultsOfMis, type Seen } from './matrix.ts'
import type { Storm } from './storm.ts'

/** Everything the long run has seen, by the name of the store. */
export interface Proof {
  /** By store, fault and death point. */
  readonly runs: ReadonlyMap<string, ReadonlyMap<string, Seen>>
  readonly contentions: ReadonlyMap<string, Contention>
  readonly storms: ReadonlyMap<string, Storm>
  readonly on: string
}

export const cellOf = (fault: string, death: string): string => `${fault} / ${death}`

/** Where it ran, without naming the machine. */
export function machine(): string {
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`
}

/** docs/at-most-once.md as text. */
export function atMostOncePage({ runs, contentions, storms, on }: Proof): string {
  const all = [...runs.values()].flatMap((cells) => [...cells.values()])
  const died = all.filter((seen) => seen.died).length
  return `${[
    '<!-- Made by `pnpm check:long`. Run it again instead of editing. -->',
    '# At most once',
    '',
    'One intent gives at most one visit in the MIS, and never none with the status `booked`. This page is what the long run',
    `of the tests saw on ${on}.`,
    '',
    '## A process dies at each step, under each fault',
    '',
    'One process books through a desk and is killed with `kill -9` at one step, by itself, before anything is flushed or',
    'closed. A second process opens the same store, works until the intent is over, and books the same request again, as a',
    'patient does who heard nothing. The MIS is a third process with a real socket: it survives, it makes the fault, and',
    'what stands in its world is counted. No process knows of the others but through the store and the MIS.',
    '',
    `**${all.length} runs, ${died} deaths at the step; visits for one intent in the end: ${spread(all)}.** Every intent ended`,
    '`booked`, because the time was free. A number is how many visits the MIS had in the end; † the process died at this',
    'step; without it the process did not come to the step under this fault, and was killed in the end.',
    ...[...runs].flatMap(([store, cells]) => ['', `### ${store}`, '', ...table(cells)]),
    '',
    'At the commit: with SQLite everything is written but the commit; with PostgreSQL the commit is sent and its answer is',
    'never heard; a step that is one statement has no such moment with SQLite (–). The slow commit comes after the attempt was',
    'given up and before the quiet period of the adapter is over: a MIS slower than its adapter says breaks the promise,',
    'and nothing on our side could keep it. Delivered twice: the way to the MIS brings the request twice, and the answer to',
    'the first or to the second comes back. The same steps and more faults run over the memory store in one process and in',
    'virtual time with every run of the tests.',
    '',
    '## Everybody wants the same time',
    '',
    '| store | told | refused without alternatives | visits in the MIS | seconds |',
    '| --- | --- | --- | --- | --- |',
    ...[...contentions].map(([store, seen]) =>
      row([store, counts(seen.told), seen.withoutAlternatives, seen.visits, (seen.milliseconds / 1_000).toFixed(1)]),
    ),
    '',
    'Four processes with a desk each, one store, 1,000 different patients.',
    '',
    '## Under load',
    '',
    'Two desk processes on one PostgreSQL, four bookings at once each; the MIS loses 5 % of the answers after the commit',
    'and 3 % of the requests, and answers 2 % with 503. Afterwards another process settles what is left, and books every',
    'request once more. The longest wait is how long the oldest intent that was due lay there after its lease had ended,',
    'the time in which the server was away included.',
    '',
    '| what happens | times | requests | lost | doubled | told an untruth | stuck | longest wait, ms | in the end |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...[...storms].map(([what, seen]) =>
      row([
        what,
        seen.strikes,
        seen.requests,
        seen.lost.length,
        seen.doubled.length,
        seen.untrue.length,
        seen.stuck.length,
        seen.longestWaitMs,
        counts(seen.after),
      ]),
    ),
    '',
  ].join('\n')}`
}

function table(cells: ReadonlyMap<string, Seen>): string[] {
  return [
    row(['dies', ...faultsOfMis.map(({ name }) => name)]),
    row(['---', ...faultsOfMis.map(() => '---')]),
    ...deathPoints.map((death) =>
      row([
        death.name,
        ...faultsOfMis.map((fault) => {
          const seen = cells.get(cellOf(fault.name, death.name))
          return seen === undefined ? '–' : `${seen.visits}${seen.died ? '†' : ''}`
        }),
      ]),
    ),
  ]
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

function counts(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}

function spread(all: readonly Seen[]): string {
  const by: Record<string, number> = {}
  for (const { visits } of all) by[visits] = (by[visits] ?? 0) + 1
  return Object.entries(by)
    .map(([visits, count]) => `${visits} in ${count} runs`)
    .join(', ')
}
