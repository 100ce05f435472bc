import { readXmlText } from '@mis/core/xml'
import type { ScheduleContract } from '../wire/contract.ts'
import { unreadable, type WsdlOptions } from './read-contract.ts'

/** Elements in the declared order, by name; a structure has elements of its own. */
export interface Elements {
  readonly [name: string]: string | Elements
}

/** One operation of a binding. */
export interface Described {
  readonly element: string
  readonly action: string
  readonly input: Elements
}

export interface DescribedWsdl {
  readonly namespace: string
  readonly soapVersion: ScheduleContract['soapVersion']
  readonly operations: Readonly<Record<string, Described>>
}

/** What is used of node-soap's own tree; its types would ask for another package's. */
interface Definitions {
  readonly bindings: Readonly<Record<string, { readonly methods?: Readonly<Record<string, Method>> }>>
  readonly portTypes: Readonly<Record<string, { readonly methods?: Readonly<Record<string, Method>> }>>
}
interface Method {
  readonly soapAction?: string
  readonly input?: { readonly $name?: string; readonly $targetNamespace?: string; readonly targetNamespace?: string }
  description?(definitions: Definitions): { readonly input?: unknown }
}

/** Where imports are sent to, so that node-soap asks us and neither the network nor the disk. */
const nowhere = 'http://imports.invalid/'

/** Reads a WSDL with the `soap` package, which is loaded here and nowhere else. */
export async function describeWsdl(wsdl: string, options: WsdlOptions): Promise<DescribedWsdl> {
  const documents = [wsdl, ...Object.values(options.imports ?? {})]
  for (const each of documents) checkWellFormed(each)
  const definitions = await definitionsOf(wsdl, options)
  const versions = new Map(documents.flatMap((each) => [...soapVersions(each)]))
  const candidates = Object.entries(definitions.bindings).filter(([name]) => versions.has(name))
  const scheduleName = options.names?.GetSchedule ?? 'GetSchedule'
  const serving = candidates.filter(([, { methods }]) => methods?.[scheduleName] !== undefined)
  const [name, binding] =
    candidates.find(([each]) => each === options.binding) ??
    serving.find(([each]) => versions.get(each) === '1.2') ??
    serving[0] ??
    []
  if (name === undefined || binding === undefined || (options.binding !== undefined && name !== options.binding)) {
    throw unreadable(options.binding === undefined ? 'no SOAP binding has GetSchedule' : 'it has no such binding')
  }
  const operations: Record<string, Described> = {}
  let namespace: string | undefined
  for (const [operation, { soapAction, input }] of Object.entries(binding.methods ?? {})) {
    const declared = Object.values(definitions.portTypes).find(({ methods }) => methods?.[operation] !== undefined)
    const description = declared?.methods?.[operation]?.description?.(definitions).input
    if (typeof description !== 'object' || description === null || input?.$name === undefined) continue
    namespace ??= input.$targetNamespace ?? input.targetNamespace
    operations[operation] = { element: input.$name, action: soapAction ?? '', input: elementsOf(description) }
  }
  if (namespace === undefined)
    throw unreadable('its operations name no element: document/literal is read, nothing else')
  return { namespace, soapVersion: versions.get(name) ?? '1.2', operations }
}

/** node-soap takes what stands before a cut or a fault, which is a contract with operations missing. */
function checkWellFormed(document: string): void {
  if (typeof document !== 'string') throw unreadable('give its text')
  if (/<!DOCTYPE/i.test(document)) throw unreadable('a DOCTYPE is never read')
  try {
    readXmlText(document, [])
  } catch (cause) {
    throw unreadable('it is no well-formed XML, or it was cut', cause)
  }
}

async function definitionsOf(wsdl: string, { imports = {} }: WsdlOptions): Promise<Definitions> {
  const { WSDL } = await import('soap').catch((cause: unknown) => {
    throw unreadable('reading one takes the package soap: npm install soap', cause)
  })
  const asked: string[] = []
  const httpClient = {
    request(url: string, _data: unknown, callback: (error: unknown, response?: unknown, body?: unknown) => void) {
      const location = asked[Number(url.slice(nowhere.length))] ?? ''
      const text = Object.hasOwn(imports, location) ? imports[location] : undefined
      if (text === undefined) callback(new Error('an import that was not given'))
      else callback(null, { statusCode: 200, status: 200, headers: {} }, text)
      return Promise.resolve()
    },
  }
  const overrideImportLocation = (_path: string, _parent: string, location: string) => {
    // One address a location, so that documents that import each other come to an end.
    const known = asked.indexOf(location)
    return `${nowhere}${known < 0 ? asked.push(location) - 1 : known}`
  }
  try {
    const document = new WSDL(wsdl, `${nowhere}wsdl`, {
      disableCache: true,
      wsdl_options: { overrideImportLocation },
      httpClient,
    } as unknown as ConstructorParameters<typeof WSDL>[2])
    await new Promise<void>((resolve, reject) => {
      document.onReady((error) => (error ? reject(error) : resolve()))
    })
    return document.definitions as unknown as Definitions
  } catch (cause) {
    const missing = asked.find((location) => !Object.hasOwn(imports, location))
    throw missing === undefined
      ? unreadable('it cannot be read as a WSDL', cause)
      : unreadable(`it imports ${missing}; give that document in \`imports\`, it is not fetched`, cause)
  }
}

/** node-soap does not tell which version a binding speaks. */
function soapVersions(wsdl: string): ReadonlyMap<string, ScheduleContract['soapVersion']> {
  const versionOf = new Map<string, ScheduleContract['soapVersion']>()
  for (const [, prefix = '', twelve] of wsdl.matchAll(
    /xmlns:([\w.-]+)\s*=\s*["']http:\/\/schemas\.xmlsoap\.org\/wsdl\/soap(12)?\/["']/g,
  )) {
    versionOf.set(prefix, twelve === undefined ? '1.1' : '1.2')
  }
  const found = new Map<string, ScheduleContract['soapVersion']>()
  for (const [, attributes = '', inner = ''] of wsdl.matchAll(
    /<(?:[\w.-]+:)?binding\b([^>]*\btype\s*=[^>]*)>([\s\S]*?)<\/(?:[\w.-]+:)?binding>/g,
  )) {
    const name = /\bname\s*=\s*["']([^"']+)["']/.exec(attributes)?.[1]
    const prefix = /<([\w.-]+):binding\b/.exec(inner)?.[1]
    const version = prefix === undefined ? undefined : versionOf.get(prefix)
    if (name !== undefined && version !== undefined) found.set(name, version)
  }
  return found
}

/** Node-soap's description without its own remarks; an array's name ends in `[]`. */
function elementsOf(description: object): Elements {
  const elements: Record<string, string | Elements> = {}
  for (const [key, value] of Object.entries(description)) {
    if (key === 'targetNSAlias' || key === 'targetNamespace') continue
    const name = key.replace(/\[\]$/, '')
    elements[name] = typeof value === 'object' && value !== null ? elementsOf(value) : String(value)
  }
  return elements
}
