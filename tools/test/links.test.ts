import { describe, expect, it } from 'vitest'
import { filesUnder, read } from '../lib/files.ts'
import { anchorsOf, brokenLinks, markdownPages } from '../lib/links.ts'

const pages = markdownPages()

describe('links', () => {
  it.each(pages)('%s leads only to files and headings that are there', (page) => {
    expect(brokenLinks(page)).toEqual([])
  })

  it('lead to every page of the documentation from its index', () => {
    const reached = new Set(['docs/README.md'])
    for (const page of reached) {
      for (const [, target = ''] of read(page).matchAll(/\]\(([^)#\s]+\.md)/g)) {
        const file = new URL(target, `file:///${page}`).pathname.slice(1)
        if (!reached.has(file) && pages.includes(file)) reached.add(file)
      }
    }
    const lost = filesUnder('docs', '.md').filter((page) => !reached.has(page) && !page.startsWith('docs/decisions/'))
    expect(lost).toEqual([])
  })

  it.each([
    ['a file that is not there', '[x](nowhere.md)'],
    ['a heading that is not there', '# One\n\n[x](#two)'],
    ['a heading of another page that is not there', '[x](docs/errors.md#nothing)'],
  ])('that lead to %s are caught', (_, text) => expect(brokenLinks('README.md', text)).toHaveLength(1))

  it('in code are none', () => {
    expect(brokenLinks('README.md', '```ts\nconst x = a[0](b)\n```\n`[x](y)`\n')).toEqual([])
  })

  it('find a heading as GitHub names it', () => {
    const anchors = anchorsOf('# What `x` is: a (short) one\n## Два слова\n## Same\n## Same\n')
    expect([...anchors]).toEqual(['what-x-is-a-short-one', 'два-слова', 'same', 'same-1'])
  })
})
