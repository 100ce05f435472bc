// The public surface of a package as text, so that a change of it is seen in a diff: every name an entry exports, with its
// declaration, and every declaration of the package that those reach without exporting it.
import { join } from 'node:path'
import ts from 'typescript'
import { entriesOf, type Packed } from './packed.ts'

const printer = ts.createPrinter({ removeComments: true })

/** Reads the declarations of a package that lies in `project/node_modules`. */
export function apiReport(project: string, packed: Packed): string {
  const { name, exports } = packed.manifest
  const home = join(project, 'node_modules', name)
  const entries = entriesOf(packed).map((entry) => {
    const { types } = exports[entry === name ? '.' : `.${entry.slice(name.length)}`] as { types: string }
    return { entry, file: join(home, types) }
  })
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, noLib: true, types: [], noEmit: true },
  )
  const sections = entries.map(({ entry, file }) => {
    const source = program.getSourceFile(file)
    if (!source) throw new Error(`${name}: ${file} is not there`)
    return [`## ${entry}`, ...surfaceOf(program.getTypeChecker(), source, home)].join('\n\n')
  })
  return `${[`# ${name}`, ...sections].join('\n\n')}\n`
}

function surfaceOf(checker: ts.TypeChecker, source: ts.SourceFile, home: string): string[] {
  const module = checker.getSymbolAtLocation(source)
  const exported = module ? checker.getExportsOfModule(module) : []
  const texts = new Map<ts.Symbol, readonly [name: string, text: string]>()
  const reached = new Set<ts.Symbol>()
  for (const symbol of exported) {
    const target = aliased(checker, symbol)
    texts.set(target, [symbol.name, textOf(target, symbol.name)])
  }
  const follow = (symbol: ts.Symbol): void => {
    for (const node of declarationsOf(symbol, home)) {
      for (const found of symbolsIn(checker, node)) {
        if (texts.has(found) || reached.has(found) || declarationsOf(found, home).length === 0) continue
        reached.add(found)
        follow(found)
      }
    }
  }
  for (const symbol of [...texts.keys()]) follow(symbol)
  const hidden = [...reached].map((symbol) => [symbol.name, textOf(symbol, symbol.name)] as const)
  return [
    ...fenced([...texts.values()]),
    ...(hidden.length > 0 ? ['Not exported, reached from there:', ...fenced(hidden)] : []),
  ]
}

function fenced(texts: readonly (readonly [name: string, text: string])[]): string[] {
  const sorted = texts.toSorted(([a, first], [b, second]) => (a < b ? -1 : a > b ? 1 : first < second ? -1 : 1))
  return [['```typescript', sorted.map(([, text]) => text).join('\n\n'), '```'].join('\n')]
}

function aliased(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** Where a symbol is declared at the top of one of the package's own files. */
function declarationsOf(symbol: ts.Symbol, home: string): ts.Node[] {
  return (symbol.declarations ?? []).flatMap((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
    const own = statement.getSourceFile().fileName.startsWith(`${home}/`)
    return own && ts.isSourceFile(statement.parent) && !ts.isExportSpecifier(statement) ? [statement] : []
  })
}

function symbolsIn(checker: ts.TypeChecker, node: ts.Node): ts.Symbol[] {
  const found: ts.Symbol[] = []
  const visit = (inner: ts.Node): void => {
    const symbol = ts.isIdentifier(inner) ? checker.getSymbolAtLocation(inner) : undefined
    if (symbol) found.push(aliased(checker, symbol))
    ts.forEachChild(inner, visit)
  }
  visit(node)
  return found
}

function textOf(symbol: ts.Symbol, name: string): string {
  const texts = (symbol.declarations ?? []).map((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
    return printer.printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile())
  })
  // From another package, such as a re-exported name of zod.
  if (texts.length === 0 || symbol.name === 'unknown') return `export { ${name} } // of another package`
  const renamed = symbol.name === name ? '' : `// as ${name}\n`
  return renamed + texts.map((text) => text.replace(/^(export )?(declare )?/, '')).join('\n')
}
