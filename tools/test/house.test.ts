import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesUnder, packageFolders, read } from '../lib/files.ts'

const decisions = filesUnder('docs/decisions', '.md').filter((page) => !page.endsWith('/README.md'))

/** Folders that stand right under a package's `src/`, by name. */
function roomsOf(folder: string): ReadonlySet<string> {
  const src = `packages/${folder}/src/`
  const inside = filesUnder(src.slice(0, -1), '.ts').map((path) => path.slice(src.length).split('/'))
  return new Set(inside.flatMap(([room, file]) => (room !== undefined && file !== undefined ? [room] : [])))
}

/** The block of docs/architecture.md that draws the folders. */
const picture = /```\npackages\/\n[\s\S]*?```/.exec(read('docs/architecture.md'))?.[0] ?? ''

describe('the way in', () => {
  it.each(packageFolders())('names %s in both READMEs', (folder) => {
    for (const page of ['README.md', 'README.ru.md']) expect(read(page)).toContain(`](packages/${folder}/README.md)`)
  })

  it.each(packageFolders())('draws %s, in the README and in the house', (folder) => {
    expect(/```mermaid[^`]*```/.exec(read('README.md'))?.[0]).toContain(`@mis/${folder}`)
    expect(picture).toMatch(new RegExp(`^  .*\\b${folder}/`, 'm'))
  })

  it.each(packageFolders())('draws the rooms of %s', (folder) => {
    expect([...roomsOf(folder)].filter((room) => !picture.includes(`${room}/`))).toEqual([])
  })
})

describe('decisions', () => {
  it('have a number each', () => {
    const numbers = decisions.map((page) => basename(page).slice(0, 4))
    expect(numbers).toEqual([...new Set(numbers)])
  })

  it.each(decisions)('%s stands in the index under its own title', (page) => {
    const [, number, title] = /^# (\d{4}): (.+)/.exec(read(page)) ?? []
    expect(basename(page).slice(0, 4)).toBe(number)
    expect(read('docs/decisions/README.md')).toContain(`- [${number}](${basename(page)}): ${title}\n`)
  })
})
