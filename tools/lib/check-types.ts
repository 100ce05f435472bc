// Type-checks files outside the project with the repository's own options.
import ts from 'typescript'
import { root } from './files.ts'

/** One sentence a mistake; `nameOf` turns a place in a file into a place the reader knows. */
export function typeMistakes(files: readonly string[], nameOf: (file: string, line: number) => string): string[] {
  const configuration = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(configuration.config, ts.sys, root)
  const program = ts.createProgram([...files], options)
  const ours = new Set(files.map((file) => file.replaceAll('\\', '/')))
  return ts.getPreEmitDiagnostics(program).flatMap((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
    if (!diagnostic.file) return [message]
    if (!ours.has(diagnostic.file.fileName)) return []
    const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0)
    return [`${nameOf(diagnostic.file.fileName, line)} ${message}`]
  })
}
