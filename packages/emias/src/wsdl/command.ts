#!/usr/bin/env node
// mis-emias-contract: the contract of a customer's WSDL as JSON, to be kept in a file and given to `createEmias`.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { isMisError } from '@mis/core'
import { contractFromWsdl } from './read-contract.ts'

const usage = `mis-emias-contract <file.wsdl> [--import location=file]... [--name ours=theirs]... [--binding name] > contract.json

--import   a document the WSDL imports, by the location it names; nothing is fetched
--name     what this service calls a thing, such as slotId=ticket, where it differs by more than case
--binding  which binding counts; by default the first one of SOAP 1.2
`

class Misuse extends Error {}

/** `a=b` as a pair; a location may have an equals sign of its own. */
function pair(text: string): [string, string] {
  const at = text.lastIndexOf('=')
  if (at < 1 || at === text.length - 1) throw new Misuse(`expected left=right instead of ${text}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

async function contract(): Promise<string> {
  const several = { type: 'string', multiple: true, default: [] as string[] } as const
  const options = { import: several, name: several, binding: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new Misuse('expected one WSDL file')
  const imports = values.import.map(pair).map(async ([at, path]) => [at, await readFile(path, 'utf8')] as const)
  const found = await contractFromWsdl(await readFile(file, 'utf8'), {
    imports: Object.fromEntries(await Promise.all(imports)),
    names: Object.fromEntries(values.name.map(pair)),
    ...(values.binding !== undefined && { binding: values.binding }),
  })
  return `${JSON.stringify(found, null, 2)}\n`
}

try {
  process.stdout.write(await contract())
} catch (error) {
  const isRefused = isMisError(error)
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isRefused ? '' : `\n${usage}`}`)
  process.exitCode = isRefused ? 1 : 2
}
