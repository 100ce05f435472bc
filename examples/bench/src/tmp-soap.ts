import { startMock } from './mock-process.ts'
import { compare } from './paired.ts'
import { soapRows, type SoapFacts } from './soap-row.ts'
const mock = await startMock<SoapFacts>('soap-child.ts')
const rows = await soapRows(mock)
for (const row of rows) {
  const r = await compare(row, 9)
  console.log(r.title, r.ratio, r.ours.milliseconds.median, r.theirs.milliseconds.median)
  await row.close()
}
await mock.close()
