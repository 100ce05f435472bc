// One test project per package, plus one for what concerns the repository as a whole.
import { readdirSync } from 'node:fs'
import type { TestProjectConfiguration } from 'vitest/config'

const packages: TestProjectConfiguration[] = readdirSync(new URL('./packages', import.meta.url)).map((name) => ({
  extends: true,
  test: { name, root: `./packages/${name}`, include: ['test/**/*.test.ts'] },
}))

const repository: TestProjectConfiguration = {
  extends: true,
  test: { name: 'repository', root: './tools', include: ['test/**/*.test.ts'] },
}

export const projects: TestProjectConfiguration[] = [...packages, repository]
