// One build and one pack for all tests of a run that look at packages as a user gets them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty at first: whoever needs the packages first, packs them there. */
    packFolder: string
  }
}

export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'mis-packed-'))
  project.provide('packFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
