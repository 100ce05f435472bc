import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from '../command.ts'
import { UsageError } from '../usage-error.ts'
import { adapterFiles } from './files.ts'

const guide = 'https://github.com/mis-connect/mis/blob/main/docs/writing-an-adapter.md'

export const createAdapterCommand: Command = {
  name: 'create-adapter',
  about: 'begin the adapter of a MIS nobody has one for',
  subject: { name: 'name' },
  options: {
    folder: { value: '<path>', about: 'where it is written; default: a new folder of that name' },
    package: { value: '<name>', about: 'what the package is called; default: mis-<name>' },
  },
  examples: ['mis create-adapter acme', 'mis create-adapter acme --folder packages/acme --package @clinic/acme'],
  async run(typed, terminal) {
    const name = typed.subject
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40)
      throw new UsageError(`${name}: expected small Latin letters, digits and hyphens, such as acme or my-clinic`)
    const packageName = typed.text('package') ?? `mis-${name}`
    if (!/^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(packageName))
      throw new UsageError(`--package ${packageName}: expected a name npm takes, such as mis-acme or @clinic/acme`)
    const folder = resolve(terminal.cwd, typed.text('folder') ?? name)
    if (existsSync(folder)) throw new UsageError(`${folder} is there already; nothing was written`)
    const files = adapterFiles(name, packageName)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    if (typed.flag('json')) {
      terminal.out(JSON.stringify({ folder, package: packageName, files: Object.keys(files) }))
      return 0
    }
    for (const line of [
      `${packageName} is begun in ${folder}`,
      ...Object.keys(files).map((path) => `  ${path}`),
      '',
      'Next:',
      `  cd ${typed.text('folder') ?? name}`,
      '  npm install',
      '  npm run left     # which cases hold, and which are left',
      '  npm test         # green when the adapter is whole',
      '',
      `listDoctors is written, with its mock. The guide: ${guide}`,
    ])
      terminal.out(line)
    return 0
  },
}
