import { type EmiasMockOptions, emiasMock } from '@mis/emias/mock'
import { createWorld, type World } from '@mis/mock'
import { type Canonical, canonical, contentOf } from './canonical.ts'
import { lpuCode } from './support.ts'

export const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
export const addressing10 = 'http://www.w3.org/2005/08/addressing'
export const namespace = 'urn:example:emias:1'

/** An envelope around the parts of one request. */
export function message(operation: string, parts: string, header = ''): string {
  const body = `<${operation} xmlns="${namespace}">${parts}</${operation}>`
  return `<s:Envelope xmlns:s="${soap12}">${header}<s:Body>${body}</s:Body></s:Envelope>`
}

/** A schedule of doctor 1 on a day that has slots. */
export const schedule = (more: { readonly doctorId?: string; readonly lpu?: string } = {}) =>
  `<lpuCode>${more.lpu ?? lpuCode}</lpuCode><doctorId>${more.doctorId ?? '1'}</doctorId>` +
  '<dateFrom>2031-03-05</dateFrom><dateTo>2031-03-05</dateTo>'

export interface Told {
  readonly status: number
  readonly type: string
  readonly text: string
  /** What the fault says: its value and subcode without prefix, the code and field of its detail. Empty: no fault. */
  readonly fault: readonly string[]
}

/** Asks a mock without a socket. */
export async function ask(
  body: string | Uint8Array<ArrayBuffer>,
  options: Partial<EmiasMockOptions> = {},
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/soap+xml; charset=utf-8' },
  world: World = createWorld(),
): Promise<Told> {
  const handle = emiasMock(world, { lpuCode, ...options })
  const answer = await handle(new Request('https://emias.test/', { method: 'POST', headers, body }))
  const [type, text] = [answer.headers.get('content-type') ?? '', await answer.text()]
  return { status: answer.status, type, text, fault: type.startsWith('application/soap+xml') ? faultIn(text) : [] }
}

/** The texts of all elements of a document, by local name. */
export function textsOf(text: string, name: string): string[] {
  const found: string[] = []
  const visit = (element: Canonical): void => {
    const content = contentOf(element)
    if (element[0].endsWith(`}${name}`)) found.push(content.filter((each) => typeof each === 'string').join(''))
    for (const each of content) if (typeof each !== 'string') visit(each)
  }
  visit(canonical(text))
  return found
}

function faultIn(text: string): string[] {
  const local = textsOf(text, 'Value').map((value) => value.replace(/^\w+:/, ''))
  return [
    ...local,
    ...(local.length === 0 ? [] : [...textsOf(text, 'Code').filter(Boolean), ...textsOf(text, 'Field')]),
  ]
}
