import { type InfoclinicaMockOptions, infoclinicaMock } from '@mis/infoclinica/mock'
import { createWorld, type World } from '@mis/mock'
import { XMLParser } from 'fast-xml-parser'

export const day = '2031-03-05'
export const wireDay = '20310305'
const bearer = { kind: 'bearer', token: 'key' } as const
export const bearerHeaders = { authorization: 'Bearer key', 'content-type': 'text/xml' }

/** An answer of the gateway: its text, and the fields of `<MSG>_OUT` by local name. */
export interface Answer {
  readonly status: number
  readonly text: string
  /** MSA.1. */
  readonly ack: string
  /** The text of ERR. */
  readonly fault: string | undefined
  readonly out: Fields
  rows(name: string): readonly Fields[]
}
export type Fields = Readonly<Record<string, unknown>>

type Body = string | Readonly<Record<string, string | number>>

export interface Gateway {
  readonly world: World
  readonly options: Writable<InfoclinicaMockOptions>
  readonly mock: ReturnType<typeof infoclinicaMock>
  /** Sends a message; `branch` is its MSH.99. */
  send(name: string, body?: Body, branch?: string): Promise<Answer>
  /** Sends a whole document. */
  post(document: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
}
type Writable<T> = { -readonly [K in keyof T]: T[K] }

const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false })

export function openGateway(change: Partial<InfoclinicaMockOptions> = {}): Gateway {
  const world = createWorld()
  const options: Writable<InfoclinicaMockOptions> = { auth: bearer, ...change }
  const mock = infoclinicaMock(world, options)
  const post: Gateway['post'] = async (document, headers = bearerHeaders) => {
    const init = { method: 'POST', headers, ...(document !== '' && { body: document }) }
    const response = await mock(new Request('http://mock.test/api/xml', init))
    return answerOf(response.status, await response.text())
  }
  return { world, options, mock, post, send: (name, body, branch) => post(documentOf(name, body, branch)) }
}

export function documentOf(name: string, body: Body = {}, branch?: string): string {
  const fields =
    typeof body === 'string'
      ? body
      : Object.entries(body)
          .map(([field, value]) => `<${field}>${value}</${field}>`)
          .join('')
  const header = [
    '<MSH.7><TS.1>20310303080000</TS.1></MSH.7>',
    `<MSH.9><MSG.1>WEB</MSG.1><MSG.2>${name}</MSG.2></MSH.9>`,
    '<MSH.10>5f00aa11bb22cc33dd44ee55</MSH.10><MSH.18>UTF-8</MSH.18>',
    branch === undefined ? '' : `<MSH.99>${branch}</MSH.99>`,
  ]
  const block = `<${name}_IN>${fields}</${name}_IN>`
  return `<WEB_${name} xmlns="http://sdsys.ru/"><MSH>${header.join('')}</MSH>${block}</WEB_${name}>`
}

function answerOf(status: number, text: string): Answer {
  const tree: Fields = text.startsWith('<') ? (parser.parse(text) as Fields) : {}
  const ack = fieldsOf(tree.ACK)
  const outName = Object.keys(ack).find((key) => key.endsWith('_OUT')) ?? ''
  const out = fieldsOf(ack[outName])
  const fault = fieldsOf(fieldsOf(fieldsOf(ack.ERR)['ERR.3']))['CWE.2']
  return {
    ...{ status, text, ack: String(fieldsOf(ack.MSA)['MSA.1']), out },
    fault: fault === undefined ? undefined : String(fault),
    rows: (name) => listOf(out[name]).map(fieldsOf),
  }
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

/** SPRESULT and, of the first check, code and label. */
export function verdict({ out, rows }: Answer): readonly unknown[] {
  const [check] = rows('CHECKDATA')
  return [Number(out.SPRESULT), Number(check?.CHECKCODE ?? 0), check?.CHECKLABEL]
}

/** CHECKTEXT of the first check. */
export function checkText({ rows }: Answer): unknown {
  return rows('CHECKDATA')[0]?.CHECKTEXT
}

/** What RESERVE wants of a free time, as SCHEDULE tells it; times of one doctor's day in order. */
export async function timesOf(
  gateway: Gateway,
  doctorId = '1',
  on = wireDay,
  onlineMode = 0,
): Promise<readonly Fields[]> {
  const doctor = gateway.world.doctors().find(({ id }) => id === doctorId)
  const body = { DCODEIN: doctorId, BDATE: on, FDATE: on, ONLINEMODE: onlineMode }
  const answer = await gateway.send('SCHEDULE', body, doctor?.clinicIds[0])
  return intervalsIn(answer).filter(({ FREETYPE }) => FREETYPE === '1')
}

/** Every INTERVAL of a SCHEDULE answer with what stands above it. */
export function intervalsIn(answer: Answer): readonly Fields[] {
  return answer.rows('DEP').flatMap((department) =>
    listOf(department.DOCT).flatMap((doctor) =>
      listOf(fieldsOf(doctor).WRDATE).flatMap((date) =>
        listOf(fieldsOf(date).SCHEDINT).flatMap((schedule) =>
          listOf(fieldsOf(schedule).INTERVAL).map((interval) => ({
            ...fieldsOf(interval),
            DEPNUM: department.DEPNUM,
            DCODE: fieldsOf(doctor).DCODE,
            WORKDATE: fieldsOf(date).WDATE,
            SCHEDIDENT: fieldsOf(schedule).SCHEDIDENT,
            RNUM: fieldsOf(schedule).RNUM,
          })),
        ),
      ),
    ),
  )
}

export const person = { LASTNAME: 'Тестова', FIRSTNAME: 'Проба', MIDNAME: 'Образцовна', BDATE: '19900102' }

/** Makes a card and gives its PCODE. */
export async function addClient(
  gateway: Gateway,
  change: Readonly<Record<string, string | number>> = {},
): Promise<string> {
  const answer = await gateway.send('CLIENT_ADD', { ...person, PHONE: '+7(495)000-00-01', GENDER: 2, ...change })
  return String(answer.out.PCODE)
}

/** The body of a RESERVE. */
export function reservation(
  time: Fields | undefined,
  pcode: string,
  change: Readonly<Record<string, string | number>> = {},
) {
  const { DCODE, WORKDATE, BHOUR, BMIN, FHOUR, FMIN, SCHEDIDENT } = time ?? {}
  const fields = { DCODE, WORKDATE, BHOUR, BMIN, FHOUR, FMIN, SCHEDIDENT, PCODE: pcode, ONLINETYPE: 0, SCHLIST: '' }
  return Object.fromEntries(Object.entries({ ...fields, ...change }).map(([name, value]) => [name, String(value)]))
}

/** A clinic with one card and the free times of doctor 1's day. */
export async function ready(change: Parameters<typeof openGateway>[0] = {}) {
  const gateway = openGateway(change)
  const [pcode, times] = [await addClient(gateway), await timesOf(gateway)]
  const reserve = (time: Fields | undefined, more: Record<string, string | number> = {}, branch = '1') =>
    gateway.send('SCHEDULE_REC_RESERVE', reservation(time, pcode, more), branch)
  return { ...gateway, gateway, pcode, times, reserve }
}

/** The same with a visit at the first of them, reference `r-1`. */
export async function booked(change: Parameters<typeof openGateway>[0] = {}) {
  const clinic = await ready(change)
  const answer = await clinic.reserve(clinic.times[0], { AUTHMODE: 4, EXTSCHEDID: 'r-1' })
  return { ...clinic, answer, id: String(answer.out.SCHEDID) }
}

/** Lets time pass until this slot begins. */
export const toStart = ({ world }: Gateway, slotId: string | undefined) =>
  world.advance(Date.parse(world.slot(slotId ?? '')?.start ?? '') - world.now())
