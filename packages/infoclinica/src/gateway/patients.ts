import { createHash } from 'node:crypto'
import { type Context, isMisError, MisError, type Patient } from '@mis/core'
import { sharedContext } from '../context.ts'
import { createJoint } from '../joint-work.ts'
import {
  addMessage,
  checkMessage,
  type Person,
  personSchema,
  personShape,
  type WirePerson,
} from '../wire/gateway/client.ts'
import { wireDate } from '../wire/gateway/common.ts'
import type { GatewayClient } from './client.ts'
import { gather } from './rows.ts'

/** The register of patients, as the inner step of a booking. */
export interface Patients {
  /** @throws MisError `rejected` with `patient-ambiguous` where several people fit. */
  find(patient: Patient, context: Context): Promise<string | null>
  /** Finds the person, or makes one. */
  findOrAdd(patient: Patient, context: Context): Promise<string>
}

const persons = { shape: personShape, schema: personSchema, what: 'patients' }

/** The required fields are there: core has checked. */
function personOf({
  lastName = '',
  firstName = '',
  middleName,
  birthDate = '',
  phone = '',
  email,
  sex,
}: Patient): Person {
  return { lastName, firstName, middleName, birthDate, phone, email, sex }
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, '').replace(/^8(?=\d{10}$)/, '7')

const ambiguous = (): MisError => new MisError('rejected', { details: { reason: 'patient-ambiguous' } })

/**
 * Whether a row says nothing against being this person. A gateway that compares less than it was given finds a twin,
 * and a visit under somebody else's card is nobody's.
 */
function isOf({ PNAME, BDATE }: WirePerson, { lastName, firstName, middleName, birthDate }: Person): boolean {
  if (BDATE && /^\d{8}$/.test(BDATE) && BDATE !== wireDate(birthDate)) return false
  const wanted = partsOf([lastName, firstName, middleName].join(' '))
  return partsOf(PNAME ?? '').every((part, index) => isPart(part, wanted[index]))
}

const partsOf = (name: string): string[] => name.toLowerCase().replaceAll('ё', 'е').split(/\s+/).filter(Boolean)

/** One of the two may leave the middle name out; `И.` and `И***` are short for a name. */
function isPart(told: string, wanted: string | undefined): boolean {
  return (
    wanted === undefined || told === wanted || (/[.*]/.test(told) && wanted.startsWith(told.split(/[.*]/, 1)[0] ?? ''))
  )
}

export function createPatients(client: GatewayClient): Patients {
  /** People who are being looked up or made now; a booking of two times must not make two cards. */
  const underWay = new Map<string, ReturnType<typeof createJoint<string>>>()

  async function find(person: Person, context: Context): Promise<string | null> {
    const { sink, rows } = gather(persons)
    const exchange = { sinks: [sink], fields: ['PCODE'] }
    const ack = await client.send(checkMessage(person), context, exchange).catch((error: unknown) => {
      // Nobody of this name is an answer.
      if (isMisError(error, 'not-found') && error.status === 200) return null
      throw error
    })
    if (ack === null) return null
    const fitting = rows.filter((row) => isOf(row, person))
    if (rows.length > 0 && fitting.length === 0) throw ambiguous()
    const top = rows.length > 0 ? undefined : ack.out.PCODE
    const codes = new Set([...fitting.map(({ PCODE }) => PCODE), ...(top ? [top] : [])])
    if (codes.size === 1) return [...codes][0] ?? null
    if (codes.size === 0) return null
    const same = new Set(
      fitting.filter(({ PPHONE }) => PPHONE && digitsOf(PPHONE) === digitsOf(person.phone)).map(({ PCODE }) => PCODE),
    )
    if (same.size === 1) return [...same][0] ?? null
    throw ambiguous()
  }

  async function add(person: Person, context: Context): Promise<string> {
    let failure: unknown
    try {
      const { out } = await client.send(addMessage(person), context, { fields: ['PCODE'] })
      if (out.PCODE) return out.PCODE
    } catch (error) {
      // Lost on its way back, or refused because somebody else was quicker: the register knows.
      if (context.signal.aborted) throw error
      failure = error
    }
    const found = await find(person, context)
    if (found !== null) return found
    const why = 'a patient who was added is not found'
    throw failure ?? new MisError('bad-response', { details: { why }, hint: why })
  }

  return {
    find: (patient, context) => find(personOf(patient), context),
    async findOrAdd(patient, context) {
      const person = personOf(patient)
      // Whatever happens to the card, no booking has been sent: a lost answer here must not make its outcome unknown.
      context.sent ??= false
      const key = createHash('sha256').update(JSON.stringify(person)).digest('base64')
      const joint = underWay.get(key) ?? createJoint<string>()
      return joint(context.signal, async (signal) => {
        underWay.set(key, joint)
        const shared = sharedContext(context.runtime, signal)
        try {
          return (await find(person, shared)) ?? (await add(person, shared))
        } finally {
          // Not when one of those who wait leaves: the others' work goes on.
          if (underWay.get(key) === joint) underWay.delete(key)
        }
      })
    },
  }
}
