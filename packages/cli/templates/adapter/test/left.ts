// What the suite says now, and what is left: npm run left
import { cases, supportMatrix, supportOf } from '@mis/conformance'
import { bare } from './subject.ts'

const support = await supportOf(bare)
const left = support.outcomes.filter(({ passed }) => !passed)
console.log(supportMatrix([support]))
console.log(`${support.outcomes.length - left.length} of ${support.outcomes.length} cases hold.`)
for (const family of new Set(left.map((one) => one.family))) {
  console.log(`\n${family}:`)
  for (const { name } of left.filter((one) => one.family === family)) {
    console.log(`  ${name}\n    ${cases.find((one) => one.name === name)?.why ?? ''}`)
  }
}
