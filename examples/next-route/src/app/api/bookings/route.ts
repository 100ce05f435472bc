import { type BookRequest, errorCodes, isMisError } from '@mis/core'
import { clinic } from '../../../clinic.ts'

export async function POST(request: Request): Promise<Response> {
  try {
    // Without the request's signal: a visitor who leaves the page must not leave the booking unknown.
    return Response.json(await clinic().book((await request.json()) as BookRequest), { status: 201 })
  } catch (error) {
    if (!isMisError(error)) throw error
    const { code } = error
    const status = code === 'slot-taken' ? 409 : code === 'invalid-request' ? 400 : 503
    return Response.json({ code, message: errorCodes[code].patient.ru }, { status })
  }
}
