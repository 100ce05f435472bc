// Every way one module can name another, read by TypeScript's own parser, so that no spelling of an import escapes.
import ts from 'typescript'

export interface Import {
  readonly specifier: string
  /** Imported names as the other module calls them; `*` for all of it. */
  readonly names: readonly string[]
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean
  readonly line: number
}

export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
}

export function importsOf(path: string, text: string): Import[] {
  const source = parse(path, text)
  const found: Import[] = []
  const add = (node: ts.Node, specifier: ts.Node | undefined, names: readonly string[], typeOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
    found.push({ specifier: specifier.text, names, typeOnly, line })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, namesOfClause(node.importClause), isTypeOnly(node.importClause))
    } else if (ts.isExportDeclaration(node)) {
      const names =
        node.exportClause && ts.isNamedExports(node.exportClause) ? originals(node.exportClause.elements) : ['*']
      add(node, node.moduleSpecifier, names, node.isTypeOnly)
    } else if (ts.isImportTypeNode(node)) {
      const name = node.qualifier?.getText().split('.')[0]
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, [name ?? '*'], true)
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression, ['*'], node.isTypeOnly)
    } else if (ts.isCallExpression(node) && isLoading(node.expression)) {
      add(node, node.arguments[0], ['*'], false)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The part of a specifier that names the package: `@mis/core/adapter` stays, `ky/distribution/x` is `ky`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('@mis/') || specifier.startsWith('node:')) return specifier
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}

function originals(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): string[] {
  return elements.map((element) => (element.propertyName ?? element.name).text)
}

function namesOfClause(clause: ts.ImportClause | undefined): string[] {
  if (!clause) return ['*']
  const bindings = clause.namedBindings
  const named = bindings && ts.isNamedImports(bindings) ? originals(bindings.elements) : bindings ? ['*'] : []
  return clause.name ? ['default', ...named] : named
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const bindings = clause.namedBindings
  return (
    !clause.name &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 &&
    bindings.elements.every((element) => element.isTypeOnly)
  )
}
