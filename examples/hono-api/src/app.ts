// A booking API: doctors, free times, a booking, its cancellation.
import { type AppointmentRef, type BookRequest, each, errorCodes, isMisError, type MisAdapter } from '@mis/core'
import { Hono } from 'hono'

const statuses: Readonly<Record<string, 400 | 404 | 409 | 429 | 503>> = {
  'invalid-request': 400,
  rejected: 409,
  'not-found': 404,
  'slot-taken': 409,
  'rate-limited': 429,
}

export function createApp(mis: MisAdapter): Hono {
  const app = new Hono()
  app.get('/doctors', async ({ json, req }) => {
    const doctors = []
    for await (const doctor of each(mis.listDoctors, {}, { signal: req.raw.signal })) doctors.push(doctor)
    return json(doctors)
  })
  app.get('/doctors/:doctorId/slots', async ({ json, req }) => {
    const { from = '', to = '' } = req.query()
    // `stale` and `gaps` go to the page: it must not show "nothing free" where nothing is known.
    return json(await mis.listSlots({ doctorId: req.param('doctorId'), from, to }, { signal: req.raw.signal }))
  })
  // The core checks what came: a wrong body is `invalid-request` and names the fields.
  app.post('/bookings', async ({ json, req }) => json(await mis.book((await req.json()) as BookRequest), 201))
  app.post('/cancellations', async ({ json, req }) =>
    json(await mis.cancel({ appointment: (await req.json()) as AppointmentRef })),
  )
  app.onError((error, { json }) => {
    if (!isMisError(error)) return json({ message: 'Что-то пошло не так.' }, 500)
    const { code, details } = error
    return json({ code, details, message: errorCodes[code].patient.ru }, statuses[code] ?? 503)
  })
  return app
}
