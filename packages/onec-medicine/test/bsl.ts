// What can be read from modules in the 1C language without a platform: functions, calls, blocks, texts.
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../1c/', import.meta.url)

export interface BslFunction {
  readonly name: string
  readonly isExported: boolean
  readonly parameters: number
}

export interface BslCall {
  readonly module: string
  readonly name: string
  readonly parameters: number
}

export interface BslModule {
  readonly name: string
  readonly source: string
  /** Without comments. */
  readonly code: string
  readonly functions: readonly BslFunction[]
  /** Calls of another module's function: `Модуль.Функция(…)`. */
  readonly calls: readonly BslCall[]
}

export const page = readFileSync(new URL('ПУБЛИКАЦИЯ.md', folder), 'utf8')

export const modules: readonly BslModule[] = readdirSync(folder)
  .map((file) => file.normalize('NFC'))
  .filter((file) => file.endsWith('.bsl'))
  .sort()
  .map((file) => moduleOf(file.slice(0, -4), readFileSync(new URL(encodeURI(file), folder), 'utf8')))

export function moduleOf(name: string, source: string): BslModule {
  const code = withoutComments(source)
  const bare = code.replace(/"(?:[^"]|"")*"/g, '""')
  const functions = [...bare.matchAll(/^(?:Функция|Процедура) ([\p{L}\d_]+)\(([^)]*)\)( Экспорт)?$/gmu)].map(
    ([, called = '', given = '', exported]) => ({
      name: called,
      isExported: exported !== undefined,
      parameters: countOf(given),
    }),
  )
  const calls = [...bare.matchAll(/(?<![\p{L}\d_.])(МедАПИ\p{L}*)\.(\p{L}+)\(/gu)].map((match) => {
    const [whole, module = '', called = ''] = match
    return { module, name: called, parameters: countOf(inParentheses(bare, match.index + whole.length)) }
  })
  return { name, source, code, functions, calls }
}

/** Blocks that are opened and not closed, or closed by the word of another: `Если at line 7`. */
export function openBlocks({ code }: Pick<BslModule, 'code'>): string[] {
  const pairs: Readonly<Record<string, string>> = {
    КонецЕсли: 'Если',
    КонецЦикла: 'Цикл',
    КонецПопытки: 'Попытка',
    КонецФункции: 'Функция',
    КонецПроцедуры: 'Процедура',
    '#КонецОбласти': '#Область',
  }
  const opening = new Set(Object.values(pairs))
  const open: { readonly word: string; readonly line: number }[] = []
  const wrong: string[] = []
  const lines = code.replace(/"(?:[^"]|"")*"/g, (text) => text.replace(/[^\n]/g, ' ')).split('\n')
  lines.forEach((text, index) => {
    for (const word of text.match(/#?\p{L}+/gu) ?? []) {
      if (opening.has(word)) open.push({ word, line: index + 1 })
      const wanted = pairs[word]
      if (wanted === undefined) continue
      const last = open.pop()
      if (last?.word !== wanted) wrong.push(`${word} at line ${index + 1}`)
    }
  })
  return [...wrong, ...open.map(({ word, line }) => `${word} at line ${line}`)]
}

/** Comments go; a text may hold `//`, and runs over lines. */
function withoutComments(source: string): string {
  return source.replace(/"(?:[^"]|"")*"|\/\/[^\n]*/g, (found) => (found.startsWith('//') ? '' : found))
}

function inParentheses(text: string, from: number): string {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')') depth--
    if (depth === 0) return text.slice(from, at)
  }
  return text.slice(from)
}

/** Parameters between commas of the outermost level. */
function countOf(given: string): number {
  let flat = given
  while (/\([^()]*\)/.test(flat)) flat = flat.replace(/\([^()]*\)/g, '')
  return flat.trim() === '' ? 0 : flat.split(',').length
}
