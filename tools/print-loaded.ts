// Loaded before a program by `node --import`: says at its end, on one line, which modules of others it has loaded.
import { registerHooks } from 'node:module'

const names = new Set<string>()
registerHooks({
  load(url, context, next) {
    const name = url.startsWith('node:') ? url : /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(url)?.[1]
    if (name !== undefined) names.add(name)
    return next(url, context)
  },
})
process.on('exit', () => console.log([...names].sort().join(' ')))
