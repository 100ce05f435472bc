// Who may import whom. The picture is in docs/architecture.md, "The floors"; this is the same as data.
import { posix } from 'node:path'
import { type Import, importsOf, packageOf } from './imports.ts'

interface Floor {
  readonly files: RegExp
  /** Why the walls stand here; part of the message. */
  readonly why: string
  /** Foreign packages and sub-paths of ours that may be imported. */
  readonly packages: RegExp
  /** Files of the repository that may be imported. */
  readonly reaches: RegExp
  /** Imports that are refused although the two lists above would let them pass. */
  readonly refuses?: (wanted: Import) => boolean
}

const vendor = '^packages/(?!core/|mock/|cli/|cache-redis/|conformance/|desk/|esia-auth/)[^/]+'
/** A vendor's files stand in `src/` or, where it has several profiles, in a folder a profile. */
const room = `${vendor}/src/(?:[^/]+/)?`
const nothing = /^$/

/** The first floor whose `files` fit is the one that counts. */
export const floors: readonly Floor[] = [
  {
    files: /^packages\/core\/src\/model\//,
    why: 'model/ imports nothing but zod',
    packages: /^zod$/,
    reaches: /^packages\/core\/src\/model\//,
  },
  {
    files: /^packages\/core\/src\/errors\//,
    why: 'errors/ imports nothing',
    packages: nothing,
    reaches: /^packages\/core\/src\/errors\//,
  },
  {
    files: /^packages\/core\/src\/contract\//,
    why: 'contract/ imports nothing but zod, the model and the errors',
    packages: /^zod$/,
    reaches: /^packages\/core\/src\/(model|contract|errors)\//,
  },
  {
    files: /^packages\/core\/src\/kernel\//,
    why: 'kernel/ knows no layer, no transport and no vendor',
    packages: /^(zod|p-limit)$/,
    reaches: /^packages\/core\/src\/(model|contract|errors|kernel)\//,
  },
  {
    files: /^packages\/core\/src\/middleware\//,
    why: 'middleware/ knows no transport and no vendor',
    packages: /^(zod|p-retry|p-limit|lru-cache|@opentelemetry\/api)$/,
    reaches: /^packages\/core\/src\/(model|contract|errors|kernel|middleware)\//,
  },
  {
    files: /^packages\/core\/src\/adapter-kit\//,
    why: 'the adapter kit knows no layer and no XML, and of the kernel only its clock',
    packages: /^(zod|ky|undici|node:.+)$/,
    reaches: /^packages\/core\/src\/((model|contract|errors|adapter-kit)\/|kernel\/runtime\.ts$)/,
  },
  {
    files: /^packages\/core\/src\/xml\//,
    why: 'xml/ reads documents and knows no transport, no layer and no model',
    packages: /^saxes$/,
    // One list of the spellings of charsets, and one rule for the byte order mark, for bodies of every kind.
    reaches: /^packages\/core\/src\/((errors|xml)\/|adapter-kit\/charset\.ts$)/,
  },
  {
    files: /^packages\/core\/src\//,
    why: 'core imports nothing of ours, and apps never load the adapter kit',
    packages: nothing,
    reaches: /^packages\/core\/src\/(model|contract|errors|kernel|middleware)\//,
  },
  {
    files: /^packages\/mock\/src\/world\//,
    why: 'the world is a pure state machine',
    packages: /^@mis\/core(\/adapter)?$/,
    reaches: /^packages\/mock\/src\/world\//,
  },
  {
    files: /^packages\/mock\/src\/certificates\//,
    why: 'test certificates know nothing of a clinic',
    packages: /^(node-forge|node:.+)$/,
    reaches: /^packages\/mock\/src\/certificates\//,
  },
  {
    files: /^packages\/mock\/src\/vitest\//,
    why: 'only vitest/ of the mock knows a test runner',
    packages: /^(@mis\/core|vitest)$/,
    reaches: /^packages\/mock\/src\//,
  },
  {
    files: /^packages\/mock\/src\//,
    why: 'the mock knows no vendor',
    packages: /^(@mis\/core(\/adapter)?|zod|node:.+)$/,
    reaches: /^packages\/mock\/src\//,
  },
  {
    files: /^packages\/conformance\/src\//,
    why: 'the suite knows no vendor and no test runner',
    packages: /^(@mis\/core(\/adapter)?|@mis\/mock|zod|node:(?!test).+)$/,
    reaches: /^packages\/conformance\/src\//,
  },
  {
    files: /^packages\/cache-redis\/src\//,
    why: 'the shared cache knows core alone, and the app brings the driver',
    packages: /^(@mis\/core|node:.+)$/,
    reaches: /^packages\/cache-redis\/src\//,
  },
  {
    files: /^packages\/desk\/src\//,
    why: 'the desk knows no vendor',
    packages: /^(?!@mis\/)|^@mis\/core$/,
    reaches: /^packages\/desk\/src\//,
  },
  {
    files: /^packages\/esia-auth\/src\/gost\//,
    why: 'gost/ is mathematics and DER: it knows neither ESIA nor the network',
    packages: /^(@noble\/curves|node:crypto)$/,
    reaches: /^packages\/esia-auth\/src\/gost\//,
  },
  {
    files: /^packages\/esia-auth\/src\//,
    why: 'the identity provider knows core, its own gost/ and no mock',
    packages: /^(?!@mis\/)|^@mis\/core(\/adapter)?$/,
    reaches: /^packages\/esia-auth\/src\//,
  },
  {
    files: /^packages\/esia-auth\/mock\//,
    why: 'the mock ESIA is a second reading of the document: of the package it uses gost/ alone',
    packages: /^(?!@mis\/)|^@mis\/(core(\/adapter)?|mock)$/,
    reaches: /^packages\/esia-auth\/(mock|src\/gost)\//,
  },
  {
    files: /^packages\/cli\/src\/vendors\//,
    why: 'vendors/ is the one place of the command line that knows vendors',
    packages: /^@mis\/|^node:.+$/,
    reaches: /^packages\/cli\/src\//,
  },
  {
    files: /^packages\/cli\/src\//,
    why: 'the commands know vendors by their table alone',
    packages: /^(@mis\/(core(\/adapter)?|mock|desk)|zod|node:.+)$/,
    reaches: /^packages\/cli\/src\//,
  },
  {
    files: new RegExp(`${vendor}/src/wire/`),
    why: 'wire/ never imports the model',
    packages: /^(?!@mis\/)|^@mis\/core\/(adapter|xml)$/,
    reaches: new RegExp(`${vendor}/src/wire/`),
    refuses: ({ specifier, names }) => specifier === '@mis/core/adapter' && names.includes('*'),
  },
  {
    files: new RegExp(`${room}map\\.ts$`),
    why: 'map.ts is pure: no transport, no clock, no schema parse',
    packages: /^@mis\/core(\/adapter)?$/,
    reaches: new RegExp(`${vendor}/src/`),
    refuses: ({ specifier, names, typeOnly }) =>
      names.some((name) => /^(http|decode|failure|defaultRuntime)$/.test(name)) ||
      (!typeOnly && names.some((name) => name === '*' || /[sS]chema$/.test(name))) ||
      specifier.endsWith('/adapter.ts'),
  },
  {
    files: new RegExp(`${room}(adapter|errors|capabilities)\\.ts$`),
    why: 'adapter.ts, errors.ts and capabilities.ts define no schema and touch no mock',
    packages: /^(?!@mis\/|zod$)|^@mis\/core(\/adapter|\/xml)?$/,
    reaches: new RegExp(`${vendor}/src/`),
  },
  {
    files: new RegExp(`${vendor}/src/`),
    why: 'an adapter imports core alone: no other vendor, and no mock that would reach production',
    packages: /^(?!@mis\/)|^@mis\/core(\/adapter|\/xml)?$/,
    reaches: new RegExp(`${vendor}/src/`),
  },
  {
    files: new RegExp(`${vendor}/mock/`),
    why: "a vendor's mock is a second reading of the document: it never sees the adapter's own files",
    packages: /^(?!@mis\/)|^@mis\/(core(\/adapter)?|mock)$/,
    reaches: new RegExp(`${vendor}/mock/`),
  },
]

/** What is wrong with the imports of one file, one sentence each. */
export function violations(path: string, text: string): string[] {
  const floor = floors.find(({ files }) => files.test(path))
  if (!floor) return []
  return importsOf(path, text)
    .filter((wanted) => !allows(floor, path, wanted))
    .map(({ specifier, line }) => `${path}:${line} imports ${specifier}, but ${floor.why}`)
}

function allows(floor: Floor, path: string, wanted: Import): boolean {
  if (floor.refuses?.(wanted)) return false
  if (!wanted.specifier.startsWith('.')) return floor.packages.test(packageOf(wanted.specifier))
  const target = posix.join(posix.dirname(path), wanted.specifier)
  const home = path.split('/', 2).join('/')
  return target.startsWith(`${home}/`) && floor.reaches.test(target)
}
