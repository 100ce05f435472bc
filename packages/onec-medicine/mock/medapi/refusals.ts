import { Refusal } from '../platform/refusal.ts'

/** One line `WORD: sentence`; this base may leave the word out. */
export function medapiRefusals(wordless: boolean) {
  const line = (status: number, word: string, sentence: string) =>
    new Refusal(status, wordless ? sentence : `${word}: ${sentence}`)
  return {
    invalid: (wrong: readonly string[]) => line(400, 'INVALID_REQUEST', wrong.join('; ')),
    noSlot: () => line(404, 'NOT_FOUND', 'Нет такого времени у врача'),
    noAppointment: () => line(404, 'NOT_FOUND', 'Запись не найдена'),
    notAllowed: () => new Refusal(405, 'Метод не поддерживается'),
    slotTaken: () => line(409, 'SLOT_TAKEN', 'Время уже занято'),
    alreadyBooked: () => line(422, 'ALREADY_BOOKED', 'Пациент уже записан'),
    visitInPast: () => line(422, 'VISIT_IN_PAST', 'Время приёма уже прошло'),
    referenceConflict: () => line(422, 'REFERENCE_CONFLICT', 'Эта ссылка принадлежит другой записи'),
  } as const
}
