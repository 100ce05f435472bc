// How a block of the documentation that is a test of Vitest is run.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  ssr: { resolve: { conditions: ['@mis/source'] } },
  test: { include: ['**/*.test.ts'] },
})
