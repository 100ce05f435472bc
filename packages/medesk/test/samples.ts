import { readdirSync, readFileSync } from 'node:fs'
import type { Operation } from '@mis/core'
import type { MedeskOptions } from '@mis/medesk'
import type { MedeskMockOptions } from '@mis/medesk/mock'
import { type Message, messageOf } from '../../../tools/lib/message.ts'
import type { SampleState } from './sample-world.ts'

/** `expected.json`: what is called, what the clinic is like, and what comes out. */
interface Expected {
  readonly operation: Operation
  readonly input: unknown
  readonly options?: Partial<MedeskOptions>
  /** False where the request is a stranger's: the adapter would not send it. */
  readonly adapterSends?: false
  readonly world: SampleState
  readonly mock?: Partial<MedeskMockOptions>
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly details: unknown }
}

export interface Sample {
  readonly name: string
  readonly request: Message
  readonly response: Message
  readonly expected: Expected
}

const folder = new URL('../samples/', import.meta.url)

export function readSamples(): readonly Sample[] {
  return readdirSync(folder).map((name) => {
    const read = (file: string) => readFileSync(new URL(`${name}/${file}`, folder), 'utf8')
    return {
      name,
      request: messageOf(read('request.http')),
      response: messageOf(read('response.http')),
      expected: JSON.parse(read('expected.json')) as Expected,
    }
  })
}
