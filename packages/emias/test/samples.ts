import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Operation } from '@mis/core'
import type { EmiasOptions } from '@mis/emias'
import type { EmiasMockOptions, EmiasRule } from '@mis/emias/mock'
import type { SampleClinic } from './sample-world.ts'

/** `expected.json`: what is called, what the clinic is like, and what comes out. */
interface Expected {
  readonly operation: Operation
  readonly input: unknown
  readonly options?: Partial<EmiasOptions>
  /** False where the answer is one that our mock does not give. */
  readonly mockAnswers?: false
  readonly world: SampleClinic
  /** `rule`: the word every booking is refused with. */
  readonly mock?: Partial<Omit<EmiasMockOptions, 'rule'>> & { readonly rule?: EmiasRule }
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly details: unknown }
}

export interface Message {
  /** The first line. */
  readonly start: string
  readonly headers: Headers
  readonly body: string
}

export interface Sample {
  readonly name: string
  readonly request: Message
  readonly response: Message
  readonly expected: Expected
  readonly hasSource: boolean
}

const folder = new URL('../samples/', import.meta.url)

/** All samples; their names are `<operation>__<what_it_shows>`. */
export function readSamples(): readonly Sample[] {
  return readdirSync(folder).map((name) => {
    const place = (file: string) => new URL(`${name}/${file}`, folder)
    const text = (file: string) => readFileSync(place(file), 'utf8')
    return {
      name,
      request: parse(text('request.http')),
      response: parse(text('response.http')),
      expected: JSON.parse(text('expected.json')) as Expected,
      hasSource: existsSync(place('SOURCE.md')),
    }
  })
}

function parse(text: string): Message {
  const end = text.indexOf('\n\n')
  const [start = '', ...lines] = text.slice(0, end).split('\n')
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { start, headers, body: text.slice(end + 2) }
}
