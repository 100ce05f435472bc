import { MisError } from '../errors/mis-error.ts'

/** Parameters by name; one that is `undefined` is left out. */
export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>

/** Where all requests go: origin and base path without a slash at the end. */
export interface Server {
  readonly origin: string
  readonly basePath: string
}

const refuse = (field: string, hint: string): MisError =>
  new MisError('invalid-request', { details: { fields: [field] }, hint: `${field}: ${hint}` })

export function serverOf(baseUrl: string): Server {
  let url: URL
  try {
    url = new URL(baseUrl)
  } catch {
    throw refuse('baseUrl', 'give a whole address such as https://mis.example/api')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('baseUrl', 'give an http: or https: address')
  if (url.username || url.password) throw refuse('baseUrl', 'leave credentials out of the address')
  if (url.search || url.hash || /[?#]/.test(baseUrl)) throw refuse('baseUrl', 'leave query and fragment out')
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') }
}

/** What a parser of URLs drops, turns into a slash, or takes for the end of the path. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const unsafeInPath = /[\u0000-\u0020\u007f\\?#]/
const dotSegment = /^(?:\.|%2e){1,2}$/i

export function requestUrl(server: Server, request: { readonly path: string; readonly query?: QueryValues }): string {
  const { path, query = {} } = request
  if (unsafeInPath.test(path) || path.split('/').some((segment) => dotSegment.test(segment))) {
    throw refuse('path', 'encode what stands between the slashes, see path`…`')
  }
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.append(name, String(value))
  const search = parameters.size > 0 ? `?${parameters}` : ''
  return `${server.origin}${server.basePath}/${path.replace(/^\/+/, '')}${search}`
}

/**
 * A request path with ids in it, each encoded as one segment: path`/appointments/${id}`.
 *
 * @throws MisError `invalid-request` where an id is empty, `.` or `..`, since it would name something else.
 */
export function path(literals: TemplateStringsArray, ...ids: readonly (string | number)[]): string {
  return literals.reduce((text, literal, index) => {
    const id = String(ids[index - 1])
    if (id === '' || id === '.' || id === '..') throw refuse('id', 'an id that can stand in a path is needed')
    return `${text}${encoded(id)}${literal}`
  })
}

function encoded(id: string): string {
  try {
    return encodeURIComponent(id)
  } catch {
    throw refuse('id', 'an id of whole characters is needed')
  }
}
