// What a source file may not hold, beyond what the linter and the compiler refuse.
import ts from 'typescript'
import { parse } from './imports.ts'

const longest = 300
const clocks = /^(packages\/core\/src\/kernel\/runtime\.ts|packages\/mock\/|packages\/[^/]+\/mock\/)/

/** What is wrong with one source file, one sentence each. */
export function faults(path: string, text: string): string[] {
  const source = parse(path, text)
  const found: string[] = []
  const lines = text.split('\n').length - 1
  if (lines > longest) found.push(`${path} has ${lines} lines, ${longest} is the most`)
  const say = (node: ts.Node, what: string): void => {
    found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`)
  }
  const visit = (node: ts.Node): void => {
    const what = ofNode(node) ?? (clocks.test(path) ? undefined : ofClock(node))
    if (what) say(node, what)
    ts.forEachChild(node, visit)
  }
  visit(source)
  if (/@ts-(ignore|nocheck)|biome-ignore-all/.test(text))
    found.push(`${path} silences a tool for more than one known reason`)
  return found
}

function ofNode(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'says any; name the type, or unknown'
  if (ts.isExportDeclaration(node) && !node.exportClause) return 'exports everything; name what is exported'
  if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamespaceExport(node.exportClause)) {
    return 'exports everything; name what is exported'
  }
  if (ts.isExportAssignment(node)) return 'has a default export; give it a name'
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const { text } = node.moduleSpecifier
    if (text.startsWith('.') && !text.endsWith('.ts')) return 'imports a relative path that does not end in .ts'
  }
  return undefined
}

/** Time and chance come from the runtime, so that tests own them. */
function ofClock(node: ts.Node): string | undefined {
  const advice = 'takes time or chance from the air; use the runtime'
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) return advice
  if (!ts.isCallExpression(node)) return undefined
  const air = /^(globalThis\.)?(Date\.now|Math\.random|performance\.now|setTimeout|setInterval|crypto\.randomUUID)$/
  return air.test(node.expression.getText()) ? advice : undefined
}
