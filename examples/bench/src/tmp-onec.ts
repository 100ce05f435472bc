import { startMock } from './mock-process.ts'
import { createOneCMedicine } from '@mis/onec-medicine'
import { addDays, recommended, wrap } from '@mis/core'
const mock = await startMock('onec-child.ts')
async function naive(n: number, conc: number) {
  const keys = Array.from({length: n*30}, (_, i) => ({ d: mock.doctorIds[Math.floor(i/30)], day: addDays('2031-03-03', i%30).replaceAll('-','') })).values()
  const t = performance.now(); const c = process.cpuUsage()
  await Promise.all(Array.from({length: conc}, async () => {
    let cookie: string | undefined
    for (const {d, day} of keys) {
      const r = await fetch(`${mock.url}/schedule/${d}/${day}`, { headers: { authorization: 'Basic ' + btoa('bench:bench'), ...(cookie ? { cookie } : { ibsession: 'start' }) } })
      cookie ??= r.headers.get('set-cookie')?.split(';')[0]
      await r.json()
    }
  }))
  const u = process.cpuUsage(c)
  return [performance.now()-t, (u.user+u.system)/1000/(n*30)]
}
async function ours(n: number, conc: number, dress: boolean) {
  const bare = createOneCMedicine({ baseUrl: mock.url, username: 'bench', password: 'bench', timeZone: 'Europe/Moscow', concurrency: conc })
  const mis = dress ? wrap(bare, recommended()) : bare
  const t = performance.now(); const c = process.cpuUsage()
  await Promise.all(mock.doctorIds.slice(0,n).map(doctorId => mis.listSlots({doctorId, from: '2031-03-03', to: '2031-04-01'}, {deadlineMs: 600000})))
  const u = process.cpuUsage(c)
  const r = [performance.now()-t, (u.user+u.system)/1000/(n*30)]
  await mis.close()
  return r
}
await naive(2,10)
for (let i=0;i<2;i++) {
console.log('naive', await naive(10, 10))
console.log('bare', await ours(10, 10, false))
console.log('wrapped', await ours(10, 10, true))
}
await mock.close()
