import { defineConfig } from 'vitest/config'
import { projects } from './vitest.workspace.ts'

export default defineConfig({
  ssr: { resolve: { conditions: ['@mis/source'] } },
  test: { projects, testTimeout: 20_000 },
})
