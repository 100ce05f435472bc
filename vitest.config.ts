import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { projects } from './vitest.workspace.ts'

export default defineConfig({
  ssr: { resolve: { conditions: ['@mis/source'] } },
  // Most tests wait for sockets and deadlines, so that more of them fit than the machine has cores.
  test: { projects, testTimeout: 20_000, hookTimeout: 60_000, maxWorkers: Math.ceil(availableParallelism() * 1.5) },
})
