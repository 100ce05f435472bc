import { inProcess, listen, type MockHandler, type MockOptions, type MockServer } from '../../src/index.ts'

/** A server and the fetch that reaches it. */
export interface Reached {
  readonly server: MockServer
  readonly fetch: typeof fetch
}

/** The two ways to reach a mock; whatever is said of one holds for the other. */
export const transports = [
  {
    name: 'over a socket',
    async open(handler: MockHandler, options?: MockOptions): Promise<Reached> {
      return { server: await listen(handler, options), fetch }
    },
  },
  {
    name: 'in process',
    async open(handler: MockHandler, options?: MockOptions): Promise<Reached> {
      const server = inProcess(handler, options)
      return { server, fetch: server.fetch }
    },
  },
] as const

/** The code of the broken connection behind a failed fetch. */
export async function brokenBy(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } }
    return cause?.code ?? String(error)
  }
  throw new Error('the request did not fail')
}
