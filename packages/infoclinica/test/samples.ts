import { readdirSync, readFileSync } from 'node:fs'
import type { Operation } from '@mis/core'
import type { InfoclinicaMockOptions } from '@mis/infoclinica/mock'
import type { SampleState } from './sample-world.ts'

/** `expected.json`: what is called, what the clinic is like, and what comes out. */
export interface Expected {
  readonly operation: Operation
  readonly input: unknown
  readonly profile?: 'portal'
  /** Options of the adapter. */
  readonly options?: object
  readonly world: SampleState
  readonly mock?: Partial<InfoclinicaMockOptions>
  /** False where no mock gives this answer: it was written by hand. */
  readonly mockAnswers?: false
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly details: unknown }
}

interface Message {
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
}

const folder = new URL('../samples/', import.meta.url)

export function readSamples(): readonly Sample[] {
  return readdirSync(folder).map((name) => {
    const read = (file: string) => readFileSync(new URL(`${name}/${file}`, folder), 'utf8')
    return {
      name,
      request: parse(read('request.http')),
      response: parse(read('response.http')),
      expected: JSON.parse(read('expected.json')) as Expected,
    }
  })
}

function parse(text: string): Message {
  const end = text.indexOf('\n\n')
  const [start = '', ...lines] = text.slice(0, end).split('\n')
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
  return { start, headers, body: text.slice(end + 2) }
}

/** What a request asks for: the message of the gateway, or method and path of the portal. */
export function kindOf(method: string, target: string, body: string): string {
  return /<MSG\.2>(\w+)</.exec(body)?.[1] ?? `${method} ${target.split('?', 1)[0]}`
}
