// One test project per package, plus one for what concerns the repository as a whole.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TestProjectConfiguration } from 'vitest/config'

const packages: TestProjectConfiguration[] = readdirSync(new URL('./packages', import.meta.url)).map((name) => ({
  extends: true,
  test: { name, root: `./packages/${name}`, include: ['test/**/*.test.ts'] },
}))

const sharedPack = fileURLToPath(new URL('./tools/shared-pack.ts', import.meta.url))

const repository: TestProjectConfiguration = {
  extends: true,
  test: { name: 'repository', root: './tools', include: ['test/**/*.test.ts'], globalSetup: sharedPack },
}

export const projects: TestProjectConfiguration[] = [...packages, repository]
