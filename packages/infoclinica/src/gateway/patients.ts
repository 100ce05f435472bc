import { createHash } from 'node:crypto'
import { type Context, isMisError, MisError, type Patient } from '@mis/core'
import { sharedContext } from '../context.ts'
import { createJoint } from '../flight.ts'
import { addMessage, checkMessage, type Person, personSchema, personShape } from '../wire/gateway/client.ts'
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
    const codes = new Set([...rows.map(({ PCODE }) => PCODE), ...(ack.out.PCODE ? [ack.out.PCODE] : [])])
    if (codes.size === 1) return [...codes][0] ?? null
    if (codes.size === 0) return null
    const same = new Set(
      rows.filter(({ PPHONE }) => PPHONE && digitsOf(PPHONE) === digitsOf(person.phone)).map(({ PCODE }) => PCODE),
    )
    if (same.size === 1) return [...same][0] ?? null
    throw new MisError('rejected', { details: { reason: 'patient-ambiguous' } })
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
      underWay.set(key, joint)
      try {
        return await joint(context.signal, async (signal) => {
          const shared = sharedContext(context.runtime, signal)
          return (await find(person, shared)) ?? add(person, shared)
        })
      } finally {
        if (underWay.get(key) === joint) underWay.delete(key)
      }
    },
  }
}
