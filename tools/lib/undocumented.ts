// Names that an entry of a package exports and whose declaration says nothing about them.
import { posix } from 'node:path'
import ts from 'typescript'
import { read } from './files.ts'
import { parse } from './imports.ts'

/** The exported names without a doc comment, each with its file. `entry`: an `index.ts`, relative to the repository. */
export function undocumented(entry: string, textOf: (path: string) => string = read): string[] {
  return parse(entry, textOf(entry)).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier || !statement.exportClause) return []
    const { text: target } = statement.moduleSpecifier as ts.StringLiteral
    if (!target.startsWith('.') || !ts.isNamedExports(statement.exportClause)) return []
    const file = posix.join(posix.dirname(entry), target)
    const declared = namesIn(parse(file, textOf(file)))
    return statement.exportClause.elements
      .map(({ propertyName, name }) => (propertyName ?? name).text)
      .filter((name) => declared.get(name) === false)
      .map((name) => `${file}: ${name}`)
  })
}

/** Whether some declaration of a name has a doc comment: of overloads the first is enough. */
function namesIn(file: ts.SourceFile): ReadonlyMap<string, boolean> {
  const names = new Map<string, boolean>()
  for (const statement of file.statements) {
    const said = ts.getJSDocCommentsAndTags(statement).length > 0
    for (const name of declaredBy(statement)) names.set(name, said || names.get(name) === true)
  }
  return names
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText())
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  return isNamed && statement.name ? [statement.name.text] : []
}
