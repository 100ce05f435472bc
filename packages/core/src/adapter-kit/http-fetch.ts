import ky from 'ky'
import type { Answer, Send } from './http-answer.ts'

/** Requests by a given `fetch`, on its own connections or on those of `dispatcher`. */
export function byFetch(fetcher: typeof fetch, dispatcher?: object): Send {
  return async ({ url, method, headers, body }, signal, begin) => {
    const send: typeof fetch = (input, init) => {
      begin()
      // The signal goes to fetch itself: a signal ky derives from it may be collected while the request runs.
      return fetcher(input, { ...init, signal, ...(dispatcher && { dispatcher }) } as RequestInit)
    }
    const init = { method, headers, ...(body !== undefined && { body }) }
    const fixed = { retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual' } as const
    return answerOf(await ky(url, { ...init, ...fixed, fetch: send }))
  }
}

function answerOf({ status, headers, body }: Response): Answer {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  const readerOf = () => {
    reader ??= body?.getReader()
    return reader
  }
  return {
    status,
    header: (name) => headers.get(name),
    read: async () => (await readerOf()?.read())?.value,
    cancel: (reason) =>
      void readerOf()
        ?.cancel(reason)
        .catch(() => {}),
  }
}
