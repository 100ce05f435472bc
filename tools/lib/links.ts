// Relative links and anchors of the Markdown pages.
import { existsSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { filesUnder, read, root } from './files.ts'

/** Every page of the repository that a person reads, those of `.github` and `.changeset` included. */
export function markdownPages(): string[] {
  const hidden = ['.github', '.changeset'].filter((folder) => existsSync(root + folder))
  return ['.', ...hidden].flatMap((folder) => filesUnder(folder, '.md'))
}

/** One sentence for each link of a page that leads nowhere. */
export function brokenLinks(page: string, text = read(page)): string[] {
  const prose = withoutCode(text)
  return [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/i.test(target)) return []
    const [path = '', anchor] = target.split('#', 2)
    const file = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path))
    if (!existsSync(root + file)) return [`${page}: ${target}`]
    if (anchor === undefined || statSync(root + file).isDirectory() || !file.endsWith('.md')) return []
    const known = anchorsOf(file === page ? text : read(file))
    return known.has(decodeURIComponent(anchor)) ? [] : [`${page}: ${target}`]
  })
}

/** The anchors GitHub gives the headings of a page. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const taken = new Map<string, number>()
  const headings = withoutCode(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)
  const anchors = [...headings].map(([, heading = '']) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-')
    const times = taken.get(slug) ?? 0
    taken.set(slug, times + 1)
    return times === 0 ? slug : `${slug}-${times}`
  })
  return new Set(anchors)
}

function withoutCode(text: string): string {
  return text
    .replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''))
}
