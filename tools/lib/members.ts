// The members of an interface as their source has them.
import ts from 'typescript'
import { parse } from './imports.ts'

export function memberTexts(path: string, name: string, text: string): Map<string, string> {
  const members = new Map<string, string>()
  for (const statement of parse(path, text).statements) {
    if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== name) continue
    for (const member of statement.members) {
      if (!ts.isPropertySignature(member) || !member.type) continue
      const key = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText()
      members.set(key, member.type.getText().replaceAll('readonly ', ''))
    }
  }
  return members
}
