import { type Patient, parsePhone } from '@mis/core'
import { wireDay } from '../wire-time.ts'
import type { Asked, Handler } from './handler.ts'
import { refusals } from './refusal.ts'

/** Makes a card. That its PCODE comes in the answer is [assumed]. */
export const clientAdd: Handler = (asked) => {
  const { input, patients, options } = asked
  const name = nameOf(asked)
  const gender = input.optionalWhole('GENDER', 1, 2)
  const phone = phoneOf(input.text('PHONE'))
  const email = input.text('EMAIL')
  if (options.refusesDuplicates === true && patients.find(name).length > 0) throw refusals.clientKnown()
  const pcode = patients.add({
    ...name,
    // 1 for men, 2 for women. [assumed]
    ...(gender !== undefined && { sex: gender === 1 ? 'male' : 'female' }),
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
  })
  return {
    SPCOMMENT: 'Пациент добавлен',
    CHECKDATA: { CHECKCODE: 1, CHECKLABEL: 'Регистрация', CHECKTEXT: 'Пациент добавлен' },
    PCODE: pcode,
  }
}

/**
 * CHECKMODE 1: by name and birth date [doc]. One is found: SPRESULT 1 and the PCODE; nobody, or several: SPRESULT 0 and
 * a blocking check that says which [assumed]. CHECKMODE 11, by login: nobody has one here.
 */
export const clientCheck: Handler = (asked) => {
  const { input, patients } = asked
  const mode = input.whole('CHECKMODE', 1, 11)
  if (mode === 11) {
    input.need('LOGIN')
    throw refusals.clientAbsent()
  }
  if (mode !== 1) throw refusals.malformed('CHECKMODE')
  const [found, ...more] = patients.find(nameOf(asked))
  if (found === undefined) throw refusals.clientAbsent()
  if (more.length > 0) throw refusals.clientsSeveral()
  return { SPCOMMENT: 'Пациент найден', PCODE: found }
}

export const clientInfo: Handler = ({ input, patients }) => {
  const pcode = input.id('PCODE')
  const patient = patients.get(pcode)
  if (patient === undefined) throw refusals.patientNotFound()
  const { lastName, firstName, middleName, birthDate = '', sex, phone = '', email = '' } = patient
  return {
    CLIENT_MAININFO: {
      PCODE: pcode,
      PNAME: [lastName, firstName, middleName].filter(Boolean).join(' '),
      ...{ PPHONE: phone, PMAIL: email, PADDR: '', GENDER: sex === undefined ? '' : sex === 'male' ? 1 : 2 },
      ...{ LOGIN: '', BDATE: wireDay(birthDate), REFUSECALL: 0, REFUSESMS: 0 },
    },
  }
}

type Name = Required<Pick<Patient, 'lastName' | 'firstName' | 'birthDate'>> & Pick<Patient, 'middleName'>

function nameOf({ input }: Asked): Name {
  const middleName = input.text('MIDNAME')
  return {
    lastName: input.need('LASTNAME'),
    firstName: input.need('FIRSTNAME'),
    ...(middleName !== undefined && { middleName }),
    birthDate: input.day('BDATE'),
  }
}

/** `+7(000)000-00-00` [doc]; other countries as `+` and digits [assumed]. */
function phoneOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const isSpelled = /^\+7\(\d{3}\)\d{3}-\d{2}-\d{2}$/.test(text) || /^\+(?!7)\d{10,15}$/.test(text)
  const parsed = parsePhone(text)
  if (!isSpelled || !parsed.ok) throw refusals.badPhone()
  return parsed.value
}
