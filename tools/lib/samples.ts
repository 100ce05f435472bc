// A vendor's `samples/`: a folder each, with what was sent, what came back and what must come out.
import { readdirSync, readFileSync } from 'node:fs'
import { type Message, messageOf } from './message.ts'

export interface Sample<Expected> {
  readonly name: string
  readonly request: Message
  readonly response: Message
  /** `expected.json`. */
  readonly expected: Expected
}

export function samplesIn<Expected>(folder: URL): readonly Sample<Expected>[] {
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
