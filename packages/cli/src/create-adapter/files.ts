import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownFolder, ownVersion } from '../own-package.ts'

const templates = fileURLToPath(new URL('templates/adapter', ownFolder))

/** Every file of a new adapter by its path, with `/` between the parts. */
export function adapterFiles(name: string, packageName: string): Readonly<Record<string, string>> {
  const pascal = name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())
  const named = (text: string): string =>
    text
      .replaceAll('mis-acme', packageName)
      .replaceAll('Acme', pascal)
      .replaceAll(/\bacmeMock\b/g, `${pascal[0]?.toLowerCase()}${pascal.slice(1)}Mock`)
      .replaceAll(/\bacme\b/g, name)
  const written = readdirSync(templates, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => [relative(templates, file).split(sep).join('/'), named(readFileSync(file, 'utf8'))] as const)
  return {
    'package.json': `${JSON.stringify(manifest(packageName, pascal), null, 2)}\n`,
    '.gitignore': 'node_modules\ndist\n',
    ...Object.fromEntries(written),
  }
}

function manifest(name: string, title: string): Readonly<Record<string, unknown>> {
  const ours = `^${ownVersion}`
  const entry = (file: string) => ({ types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` })
  return {
    name,
    version: '0.0.0',
    description: `${title} adapter for @mis/core`,
    type: 'module',
    engines: { node: '>=22.18' },
    files: ['dist'],
    sideEffects: false,
    exports: { '.': entry('src/index'), './mock': entry('mock/index'), './package.json': './package.json' },
    scripts: {
      left: 'node test/left.ts',
      test: "node --test 'test/*.test.ts'",
      typecheck: 'tsc --noEmit',
      build: 'tsc --project tsconfig.build.json',
      prepack: 'npm run build',
    },
    dependencies: { '@mis/core': ours, zod: '^4.6.7' },
    peerDependencies: { '@mis/mock': ours },
    peerDependenciesMeta: { '@mis/mock': { optional: true } },
    devDependencies: {
      '@mis/conformance': ours,
      '@mis/mock': ours,
      '@types/node': '^24.10.1',
      typescript: '^6.0.3',
    },
  }
}
