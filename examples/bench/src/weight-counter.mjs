// Counts the files that are loaded below node_modules, and prints how many when the process ends.
import { registerHooks } from 'node:module'

const seen = new Set()
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:') && url.includes('/node_modules/')) seen.add(url)
    return next(url, context)
  },
})
process.on('exit', () => process.stdout.write(String(seen.size)))
