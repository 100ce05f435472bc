// How every package is built: ES modules, declarations and maps, an entry a sub-path.
import { defineConfig } from 'tsup'

export const build = (entry: Record<string, string>) =>
  defineConfig({
    entry,
    format: ['esm'],
    dts: true,
    sourcemap: true,
    clean: true,
    target: 'node22',
    // There is no module `sqlite`, only `node:sqlite`.
    removeNodeProtocol: false,
  })
