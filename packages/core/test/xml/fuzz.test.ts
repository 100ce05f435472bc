import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuzzCase, mutated, readCorpus, signatureOf, verdictOf } from './fuzz.ts'

const corpus = readCorpus()
const verdicts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('./corpus/verdicts.json', import.meta.url), 'utf8'),
)
const long = process.env.MIS_LONG === '1'
const tenMinutes = 600_000

describe('the corpus', () => {
  it.each(corpus)('is read or refused as written down: $name', async ({ name, bytes }) => {
    expect(signatureOf(await verdictOf(bytes, 3))).toBe(verdicts[name])
  })

  it('has all that is written down', () => {
    expect(corpus.map(({ name }) => name)).toEqual(Object.keys(verdicts))
  })
})

describe('whatever the bytes', () => {
  it(
    'a document is read alike at once and in pieces, or refused in words of ours',
    async () => {
      const documents = corpus.map(({ bytes }) => bytes)
      const seen = new Set<string>()
      await fc.assert(
        fc.asyncProperty(fuzzCase, async ({ seed, mutations, size }) => {
          const bytes = mutated(documents, seed, mutations)
          const verdict = await verdictOf(bytes, size)
          const signature = signatureOf(verdict)
          // What could be read and is new is mutated further.
          if (verdict.why === undefined && !seen.has(signature)) documents.push(bytes)
          seen.add(signature)
        }),
        long
          ? { numRuns: 100_000_000, interruptAfterTimeLimit: tenMinutes }
          : { numRuns: 2_000, seed: 20_310_303, endOnFailure: true },
      )
      expect(seen.size).toBeGreaterThan(60)
    },
    long ? tenMinutes + 60_000 : undefined,
  )
})
