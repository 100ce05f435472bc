import { deskRows, deskLoopDelay, measureSync } from './desk-row.ts'
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
console.log(await deskLoopDelay()); console.log(JSON.stringify(await measureSync(1)))
for (const row of await deskRows()) { if (row.title.includes('first load')) continue
 const r: string[] = []; for (let i=0;i<4;i++){ const a=performance.now(), ca=cpu(); await row.ours.run(); const b=performance.now(), cb=cpu(); await row.theirs.run(); const c=performance.now(), cc=cpu(); r.push(`${(b-a).toFixed(0)}/${(c-b).toFixed(0)}=${((b-a)/(c-b)).toFixed(2)} cpu ${((cb-ca)/(cc-cb)).toFixed(2)}`) } console.log(row.title, r.join('  ')); await row.close?.() }
process.exit(0)
