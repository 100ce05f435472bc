// A schedule as Infoclinica's gateway answers it, made chunk by chunk, so that a large one never stands in memory.
const slotsOfADay = 32
const daysOfADoctor = 20

const encoder = new TextEncoder()
const clock = ['00', '15', '30', '45']

/** The document with `slots` slots, one chunk of bytes a working day. */
export function* scheduleChunks(slots: number): Generator<Uint8Array> {
  yield encoder.encode(
    '<?xml version="1.0" encoding="UTF-8"?>\n<ACK xmlns="http://sdsys.ru/">\n<MSA><MSA.1>AA</MSA.1></MSA>\n<SCHEDULE_OUT>\n' +
      '<SPRESULT>1</SPRESULT><SPCOMMENT>Расписание получено</SPCOMMENT>\n<DEP><DEPNUM>10</DEPNUM><DEPNAME>Терапия</DEPNAME>\n',
  )
  let left = slots
  for (let doctor = 0; left > 0; doctor += 1) {
    yield encoder.encode(`<DOCT><DCODE>${70_000_000 + doctor}</DCODE><DNAME>Врач ${doctor}</DNAME>\n`)
    for (let day = 0; day < daysOfADoctor && left > 0; day += 1) {
      const count = Math.min(slotsOfADay, left)
      yield encoder.encode(dayOf(doctor, day, count))
      left -= count
    }
    yield encoder.encode('</DOCT>\n')
  }
  yield encoder.encode('</DEP></SCHEDULE_OUT></ACK>')
}

function dayOf(doctor: number, day: number, count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const [hour, next] = [8 + (index >> 2), 8 + ((index + 1) >> 2)]
    const [from, to] = [clock[index & 3], clock[(index + 1) & 3]]
    return (
      '          <INTERVAL>\n' +
      `            <BHOUR>${hour}</BHOUR>\n            <BMIN>${from}</BMIN>\n` +
      `            <FHOUR>${next}</FHOUR>\n            <FMIN>${to}</FMIN>\n` +
      `            <FREETYPE>${(index + day) % 3 === 0 ? -6 : 1}</FREETYPE>\n            <ONLINEMODE>0</ONLINEMODE>\n          </INTERVAL>\n`
    )
  })
  return (
    `<WRDATE><WDATE>203103${String(day + 1).padStart(2, '0')}</WDATE>\n<SCHEDINT><SCHEDIDENT>${700_000 + doctor * 100 + day}</SCHEDIDENT>` +
    `<RNUM>${100 + doctor}</RNUM>\n${rows.join('')}</SCHEDINT></WRDATE>\n`
  )
}
