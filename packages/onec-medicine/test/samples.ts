import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Operation } from '@mis/core'
import type { OneCMedicineOptions } from '@mis/onec-medicine'
import type { OneCMockOptions } from '@mis/onec-medicine/mock'
import { type Message, messageOf } from '../../../tools/lib/message.ts'
import type { SampleState } from './sample-world.ts'

/** `expected.json`: what is called, what the clinic is like, and what comes out. */
interface Expected {
  readonly operation: Operation
  readonly input: unknown
  readonly options?: Partial<OneCMedicineOptions>
  /** False where the request is a stranger's: the adapter would not send it. */
  readonly adapterSends?: false
  /** False where the answer is one that our mock does not give. */
  readonly mockAnswers?: false
  readonly world: SampleState
  readonly mock?: Partial<OneCMockOptions>
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly details: unknown }
}

export interface Sample {
  readonly name: string
  readonly profile: 'medapi' | 'bit-umc'
  /** In the order of sending: `request.http` and `response.http`, then `request-2.http` and `response-2.http` … */
  readonly exchanges: readonly { readonly request: Message; readonly response: Message }[]
  readonly expected: Expected
  readonly hasSource: boolean
}

const folder = new URL('../samples/', import.meta.url)

/** All samples; their names are `<profile>__<operation>__<what_it_shows>`. */
export function readSamples(): readonly Sample[] {
  return readdirSync(folder).map((name) => {
    const place = (file: string) => new URL(`${name}/${file}`, folder)
    const message = (file: string) => messageOf(readFileSync(place(file), 'utf8'))
    const numbers = ['', '-2', '-3'].filter((number) => existsSync(place(`request${number}.http`)))
    return {
      name,
      profile: name.startsWith('bit-umc__') ? 'bit-umc' : 'medapi',
      exchanges: numbers.map((number) => ({
        request: message(`request${number}.http`),
        response: message(`response${number}.http`),
      })),
      expected: JSON.parse(readFileSync(place('expected.json'), 'utf8')) as Expected,
      hasSource: existsSync(place('SOURCE.md')),
    }
  })
}
