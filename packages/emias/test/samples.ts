import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Operation } from '@mis/core'
import type { EmiasOptions } from '@mis/emias'
import type { EmiasMockOptions, EmiasRule } from '@mis/emias/mock'
import { type Message, messageOf } from '../../../tools/lib/message.ts'
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
      request: messageOf(text('request.http')),
      response: messageOf(text('response.http')),
      expected: JSON.parse(text('expected.json')) as Expected,
      hasSource: existsSync(place('SOURCE.md')),
    }
  })
}
