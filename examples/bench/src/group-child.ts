// One group of rows in a process of its own: what another group left in memory, or taught V8 about code that both run,
// made a row up to twice as slow. `node group-child.ts GROUP PAIRS`.
import { groups } from './groups.ts'
import { compare } from './paired.ts'

const [name = '', pairs] = process.argv.slice(2)
const group = await groups[name]?.()
if (group === undefined) throw new Error(`there is no group ${name}`)
for (const row of group.rows) {
  // An hour of measuring is not lost because a server went away.
  const result = await compare(row, Number(pairs)).catch((error: unknown) => {
    console.error(`${row.title}: not measured`, error)
  })
  await row.close?.()
  if (result !== undefined) process.send?.(result)
}
await group.close?.()
process.disconnect?.()
