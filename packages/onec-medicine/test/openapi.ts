// Checks an exchange against the OpenAPI document of medapi.
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly requestBody: string
  readonly status: number
  readonly contentType: string
  readonly responseBody: string
}

type Node = Readonly<Record<string, unknown>>

const text = readFileSync(new URL('../1c/openapi.yaml', import.meta.url), 'utf8')
const name = 'openapi.yaml'
export const document = parse(text) as {
  readonly paths: Readonly<Record<string, Node>>
  readonly [member: string]: unknown
}
const ajv = new Ajv2020({ strict: true, allErrors: true })
// The document is no schema itself: strictness is for the schemas inside it.
ajv.addVocabulary(Object.keys(document))
ajv.addSchema(document, name, false, false)

/** Each operation of the document: its name, method, path and the statuses it answers. */
export interface DocumentedOperation {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly pointer: string
  readonly statuses: readonly number[]
  /** Only where our module is in the base. */
  readonly isExtension: boolean
}

export const operations: readonly DocumentedOperation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => {
      const { operationId, responses, tags } = operation as { operationId: string; responses: Node; tags: string[] }
      const pointer = pointerOf('paths', path, method)
      return {
        operationId,
        method: method.toUpperCase(),
        path,
        pointer,
        statuses: Object.keys(responses).map(Number),
        isExtension: tags.includes('extension'),
      }
    }),
)

/** The words of refusals that the document allows for an operation and a status. */
export function wordsOf(pointer: string): readonly string[] {
  return (at(pointer).node['x-words'] as readonly string[] | undefined) ?? []
}

/** What of an exchange is not as the document says, one sentence each. */
export function deviations(exchange: Exchange): string[] {
  const operation = operationOf(exchange)
  if (operation === undefined) return [`${exchange.method} ${exchange.path} is not in the document`]
  return [...ofRequest(exchange, operation), ...ofResponse(exchange, operation)]
}

/** The same for the answer alone: to a request that is meant to be refused. */
export function answerDeviations(exchange: Exchange): string[] {
  const operation = operationOf(exchange)
  return operation === undefined
    ? [`${exchange.method} ${exchange.path} is not in the document`]
    : ofResponse(exchange, operation)
}

/** The same for the request alone. */
export function requestDeviations(exchange: Pick<Exchange, 'method' | 'path' | 'requestBody'>): string[] {
  const operation = operationOf(exchange)
  if (operation === undefined) return [`${exchange.method} ${exchange.path} is not in the document`]
  return ofRequest(exchange, operation)
}

export function operationOf({ method, path }: Pick<Exchange, 'method' | 'path'>): DocumentedOperation | undefined {
  const parts = (path.split('?', 1)[0] ?? '').split('/')
  return operations.find((operation) => {
    const wanted = operation.path.split('/')
    const fits = wanted.length === parts.length && wanted.every((part, i) => part.startsWith('{') || part === parts[i])
    return fits && operation.method === method
  })
}

function ofRequest(
  { path, requestBody }: Pick<Exchange, 'path' | 'requestBody'>,
  { pointer, path: template }: DocumentedOperation,
): string[] {
  const url = new URL(path, 'http://mock.invalid')
  const inPath = template.split('/').flatMap((part, index) => {
    const value = decodeURIComponent(url.pathname.split('/')[index] ?? '')
    return part.startsWith('{') ? [[part.slice(1, -1), value] as const] : []
  })
  const given = new Map<string, string>([...inPath, ...url.searchParams])
  const shared = pointerOf('paths', template, 'parameters')
  const found = [`${pointer}/parameters`, shared].flatMap(listAt).flatMap((parameter) => {
    const { node } = at(parameter)
    if (node.in === 'header') return []
    const value = given.get(String(node.name))
    if (value === undefined) return node.required === true ? [`the request has no ${String(node.name)}`] : []
    return invalid(`${at(parameter).pointer}/schema`, value, String(node.name))
  })
  if (!has(`${pointer}/requestBody`)) return requestBody === '' ? found : [...found, 'the request has a body']
  const body = parsed(requestBody)
  if (body === undefined) return [...found, 'the request has no JSON']
  return [...found, ...invalid(`${pointer}/requestBody/content/application~1json/schema`, body, 'request')]
}

function ofResponse({ status, contentType, responseBody }: Exchange, { pointer }: DocumentedOperation): string[] {
  const place = `${pointer}/responses/${status}`
  if (!has(place)) return [`status ${status} is not in the document`]
  const response = at(place)
  const type = contentType.split(';', 1)[0] ?? ''
  const schema = `${response.pointer}/content/${escaped(type)}/schema`
  if (!has(schema)) return [`the answer ${status} has the type ${type}`]
  if (!/; *charset=utf-8$/i.test(contentType)) return [`the answer ${status} has no charset=utf-8`]
  if (type !== 'application/json')
    return [...invalid(schema, responseBody, 'answer'), ...strangeWord(place, responseBody)]
  const body = parsed(responseBody)
  return body === undefined ? [`the answer ${status} is no JSON`] : invalid(schema, body, 'answer')
}

function strangeWord(place: string, body: string): string[] {
  const word = /^([A-Z][A-Z_]+): /.exec(body)?.[1]
  return word === undefined || wordsOf(place).includes(word) ? [] : [`the word ${word} is not of this status`]
}

function invalid(pointer: string, value: unknown, what: string): string[] {
  const validate = ajv.getSchema(`${name}#${pointer}`)
  if (validate === undefined) throw new Error(`no schema at ${pointer}`)
  if (validate(value) === true) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message ?? ''}`)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

function pointerOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${escaped(part)}`).join('')
}

function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** What stands at a pointer, references followed; fails where nothing does. */
function at(pointer: string): { readonly node: Node; readonly pointer: string } {
  let node: unknown = document
  let place = ''
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    node = (node as Node)[key]
    if (typeof node !== 'object' || node === null) throw new Error(`nothing at ${pointer}`)
    const { $ref } = node as { $ref?: string }
    place = $ref === undefined ? `${place}/${part}` : $ref.slice(1)
    if ($ref !== undefined) node = at(place).node
  }
  return { node: node as Node, pointer: place }
}

function has(pointer: string): boolean {
  try {
    return at(pointer) !== undefined
  } catch {
    return false
  }
}

function listAt(pointer: string): readonly string[] {
  if (!has(pointer)) return []
  return Object.keys(at(pointer).node).map((index) => `${pointer}/${index}`)
}
