/** An answer that says no: a status and a word, never anything of the request. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly word: string
  readonly fields: readonly string[]

  constructor(status: number, word: string, fields: readonly string[] = []) {
    super(word)
    this.status = status
    this.word = word
    this.fields = fields
  }

  toResponse(): Response {
    return Response.json({ code: this.word, fields: this.fields }, { status: this.status })
  }
}

const statuses: Readonly<Record<string, number>> = {
  'slot-taken': 409,
  'slot-not-found': 404,
  'doctor-not-found': 404,
  'appointment-not-found': 404,
}

/** The refusal of a rule of the world; rules of the clinic are 422. */
export function refused(why: string): Refusal {
  return new Refusal(statuses[why] ?? 422, why)
}

/** The refusal of a request that names these fields wrongly. */
export function invalid(...fields: readonly string[]): Refusal {
  return new Refusal(400, 'invalid-request', fields)
}
