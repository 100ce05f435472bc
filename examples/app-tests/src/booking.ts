// The app under test: what its page says when somebody presses "Book".
import { errorCodes, isMisError, type MisAdapter, type Patient, type Slot } from '@mis/core'

export async function bookVisit(mis: MisAdapter, slot: Slot, patient: Patient): Promise<string> {
  try {
    const { start } = await mis.book({ slot, patient })
    return `Вы записаны на ${start.slice(11, 16)}`
  } catch (error) {
    if (!isMisError(error)) throw error
    return errorCodes[error.code].patient.ru
  }
}
