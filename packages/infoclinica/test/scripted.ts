import type { Slot } from '@mis/core'
import { createInfoclinica } from '@mis/infoclinica'

/** One message as it arrived. */
export interface Asked {
  readonly name: string
  readonly branch: string | undefined
  readonly body: string
}

/** An answer of the gateway around the members of `<MSG_OUT>`. */
export const ack = (name: string, members: string): string =>
  `<ACK xmlns="http://sdsys.ru/"><MSA><MSA.1>AA</MSA.1></MSA><${name}_OUT>${members}</${name}_OUT></ACK>`

/** An answer of a gateway that did not take the message. */
export const notTaken = (acknowledgement: string, text: string): string =>
  `<ACK xmlns="http://sdsys.ru/"><MSA><MSA.1>${acknowledgement}</MSA.1></MSA><ERR><ERR.3><CWE.2>${text}</CWE.2></ERR.3></ERR></ACK>`

const place = '<FILIAL>1</FILIAL><DCODE>7</DCODE><SCHEDIDENT>70004321</SCHEDIDENT><ONLINETYPE>0</ONLINETYPE>'
const clock = '<WORKDATE>20310305</WORKDATE><BHOUR>9</BHOUR><BMIN>30</BMIN><FHOUR>10</FHOUR><FMIN>0</FMIN>'
const interval = '<BHOUR>9</BHOUR><BMIN>30</BMIN><FHOUR>10</FHOUR><FMIN>0</FMIN><FREETYPE>1</FREETYPE>'
const branch = (id: string) =>
  `<GETFILIALLIST><FILIAL>${id}</FILIAL><FNAME>К${id}</FNAME><TIMEZONE>3</TIMEZONE></GETFILIALLIST>`
const doctor = (branchId: string) =>
  `<GETDOCTORLIST><DCODE>7</DCODE><DNAME>Примерова Анна</DNAME><DEPNUM>3</DEPNUM><DEPNAME>Терапия</DEPNAME><FILIAL>${branchId}</FILIAL><VIEWINWEB>1</VIEWINWEB></GETDOCTORLIST>`

/** What a well-behaved gateway of two branches and one doctor of both says. */
const usual: Readonly<Record<string, string>> = {
  GET_FILIAL_LIST: branch('1') + branch('2'),
  GET_DOCTOR_LIST: doctor('1') + doctor('2'),
  SCHEDULE: `<DEP><DOCT><DCODE>7</DCODE><WRDATE><WDATE>20310305</WDATE><SCHEDINT><SCHEDIDENT>70004321</SCHEDIDENT><RNUM>12</RNUM><INTERVAL>${interval}</INTERVAL></SCHEDINT></WRDATE></DOCT></DEP>`,
  CLIENT_ADD: '<PCODE>990000777</PCODE>',
  SCHEDULE_REC_RESERVE: `<SCHEDID>501</SCHEDID><SCHED_INFO>${clock}${place}</SCHED_INFO>`,
  SCHEDULE_REC_REMOVE: '',
  SCHEDULE_INFO: `<SCHED_INFO><SCHEDID>501</SCHEDID>${clock}${place}<PCODE>990000777</PCODE></SCHED_INFO>`,
  SCHEDULE_REC_LIST: `<SCHEDULEREC><SCHEDID>501</SCHEDID>${clock}${place}</SCHEDULEREC>`,
  PRICE_LIST: '<SCH><SCHID>9</SCHID><SCHNAME>Приём</SCHNAME><SPRICE>1000.50</SPRICE></SCH>',
}
const nobody = '<SPRESULT>0</SPRESULT><SPCOMMENT>Пациент не найден</SPCOMMENT>'

/** The free time that the usual SCHEDULE shows in branch 1. */
export const time: Slot = {
  id: `ic.1.${Buffer.from('{"d":"7","w":"20310305","b":[9,30],"e":[10,0],"s":"70004321","f":"1","o":0}').toString('base64url')}`,
  ...{ doctorId: '7', clinicId: '1', timeZone: 'Europe/Moscow', room: '12', mode: 'in-person' },
  ...{ start: '2031-03-05T09:30:00+03:00', end: '2031-03-05T10:00:00+03:00' },
}

/** An adapter over answers that a test writes; where `answer` gives none, the usual one comes. */
export function scripted(
  answer: (asked: Asked) => string | Response | undefined = () => undefined,
  options: Partial<Extract<Parameters<typeof createInfoclinica>[0], { profile?: 'gateway' }>> = {},
) {
  const asked: Asked[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const body = await new Request(input, init).text()
    const one = {
      name: /<MSG\.2>(\w+)</.exec(body)?.[1] ?? '',
      branch: /<MSH\.99>([^<]*)</.exec(body)?.[1],
      body,
    }
    asked.push(one)
    const told = answer(one)
    if (told instanceof Response) return told.clone()
    const members = one.name === 'CLIENT_CHECK' ? nobody : `<SPRESULT>1</SPRESULT>${usual[one.name] ?? ''}`
    return new Response(told ?? ack(one.name, members), { headers: { 'content-type': 'text/xml; charset=utf-8' } })
  }
  const adapter = createInfoclinica({
    baseUrl: 'https://clinic.test',
    auth: { kind: 'bearer', token: 'key' },
    timeZone: 'Europe/Moscow',
    runtime: { now: () => Date.parse('2031-03-03T05:00:00Z'), fetch },
    ...options,
  })
  return {
    adapter,
    asked,
    slot: time,
    names: () => asked.map(({ name }) => name),
    body: (name: string) => asked.find((one) => one.name === name)?.body ?? '',
  }
}
