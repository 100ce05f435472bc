// Which clients of other languages are missing here, one a line: node tools/missing-strangers.ts. Exit 1 when any is.
import { missing, strangers } from './lib/strangers.ts'

const lines = Object.values(strangers).flatMap((stranger) => missing(stranger) ?? [])
for (const line of lines) console.log(`not run: ${line}`)
process.exitCode = lines.length > 0 ? 1 : 0
