import { defineConfig } from 'vitest/config'

export default defineConfig({
  ssr: { resolve: { conditions: ['@mis/source'] } },
  test: { include: ['src/**/*.test.ts'] },
})
