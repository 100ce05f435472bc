// The repository as a list of files: what the checks of this folder read.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder, with a separator at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

const generated = new Set(['node_modules', 'dist', 'coverage', 'api', 'api-report', 'samples'])

/** Paths of all files under `folder` that end in `ending`, relative to the repository, sorted, with `/` between the parts. */
export function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        return generated.has(entry.name) || entry.name.startsWith('.') ? [] : filesUnder(path, ending)
      }
      return entry.name.endsWith(ending) ? [path] : []
    })
    .sort()
}

/** The text of a file of the repository. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The names of the packages' folders. */
export function packageFolders(): string[] {
  return readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}
