import { once } from 'node:events'
import { apiKey } from './clinic.ts'
import { intent, type Walk } from './visit.ts'

/** Leaves the mock up until the person presses Ctrl+C, and says how to talk to it. */
export async function keepOpen({ server, world, query }: Walk, print: (line: string) => void): Promise<void> {
  const [free] = world.freeSlots(query)
  const visit = world.appointments().find(({ status }) => status === 'booked')
  if (!free || !visit) throw new Error('no free time or no visit is left to show')
  const { patient } = intent(free, 3, 'by-hand')
  const names = { first_name: patient.firstName, last_name: patient.lastName }
  const person = { ...names, phone: patient.phone, email: patient.email, birth_date: patient.birthDate }
  const body = JSON.stringify({ slot_id: Number(free.id), patient: person, comment: '', source: 'website' })
  const curl = `curl -s -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json'`
  const days = `from=${query.from}&to=${query.to}`
  print(`\nThe mock stays up at ${server.url}; Ctrl+C ends it.\n`)
  print(`${curl} '${server.url}/doctors'`)
  print(`${curl} '${server.url}/schedules?doctor_id=${query.doctorId}&${days}&include=free_slots'`)
  print(`${curl} -X POST '${server.url}/appointments' -d '${body}'`)
  print(`${curl} -X DELETE '${server.url}/appointments/${visit.id}' -d '{"reason":""}'`)
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
}
