// The TypeScript blocks of the documentation, written out as modules so that they can be checked and run.
//
//   ```ts              a complete module
//   ```ts adapter.ts   the same, kept under this name beside the page's other blocks, which may import it
//   ```ts book.ts mock=medesk   the same, run while `mis mock medesk` serves the address that stands in the block
//   ```ts sketch       neither checked nor run; allowed in docs/architecture.md alone
//   ```text output     right after a block: what it must print
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface CodeBlock {
  readonly page: string
  /** Line of the page on which the code begins. */
  readonly line: number
  readonly code: string
  /** What follows the language in the fence, without `mock=`. */
  readonly tag: string
  /** The vendor whose mock must run meanwhile. */
  readonly mock?: string
  /** What the block must print; absent = anything. */
  readonly output?: string
}

interface Fence {
  readonly language: string
  readonly tag: string
  readonly line: number
  readonly text: string
  /** True when nothing but blank lines stands between the block before and this one. */
  readonly follows: boolean
}

export function codeBlocks(page: string, markdown: string): CodeBlock[] {
  const fences = fencesOf(markdown)
  return fences.flatMap(({ language, tag, line, text }, index) => {
    if (!/^(ts|typescript|mts|tsx|js|javascript)$/.test(language)) return []
    const after = fences[index + 1]
    const output = after?.follows && after.language === 'text' && after.tag === 'output' ? after.text : undefined
    const [, mock] = /(?:^| )mock=(\S+)$/.exec(tag) ?? []
    const rest = tag.replace(/ ?mock=\S+$/, '')
    return [{ page, line, code: text, tag: rest, ...(mock && { mock }), ...(output !== undefined && { output }) }]
  })
}

/** Writes the blocks below `folder`, one folder a page, and gives each block's file. */
export function writeBlocks(folder: string, blocks: readonly CodeBlock[]): Map<string, CodeBlock> {
  const files = new Map<string, CodeBlock>()
  for (const block of blocks) {
    const home = join(folder, block.page.replaceAll('/', '-').replace(/\.md$/, ''))
    const file = join(home, block.tag.endsWith('.ts') ? block.tag : `line-${block.line}.ts`)
    if (files.has(file)) throw new Error(`${block.page}:${block.line}: two blocks are called ${block.tag}`)
    mkdirSync(home, { recursive: true })
    writeFileSync(file, block.code)
    files.set(file, block)
  }
  return files
}

function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = []
  let open: { language: string; tag: string; line: number; follows: boolean; lines: string[] } | undefined
  let follows = false
  markdown.split('\n').forEach((text, index) => {
    if (open && text.trim() === '```') {
      const { lines, ...rest } = open
      fences.push({ ...rest, text: lines.map((line) => `${line}\n`).join('') })
      open = undefined
      follows = true
    } else if (open) {
      open.lines.push(text)
    } else if (text.startsWith('```')) {
      const [language = '', ...tag] = text.slice(3).trim().split(/\s+/)
      open = { language, tag: tag.join(' '), line: index + 2, follows, lines: [] }
    } else if (text.trim()) {
      follows = false
    }
  })
  if (open) throw new Error(`The code block at line ${open.line} has no end`)
  return fences
}
