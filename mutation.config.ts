// The tests that `pnpm mutation` runs once a mutant: those of the layers alone, against the sources in the sandbox.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('./packages/core', import.meta.url))

export default defineConfig({
  resolve: { alias: { '@mis/core': `${root}/src/index.ts` } },
  test: {
    name: 'mutation',
    root,
    include: ['test/{contract,middleware}/**/*.test.ts'],
    // Half a minute of interleavings for each mutant that survives. Without them the score can only be lower.
    exclude: ['test/middleware/cache-race.test.ts'],
  },
})
