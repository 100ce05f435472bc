import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    mock: 'mock/index.ts',
    wsdl: 'src/wsdl/index.ts',
    command: 'src/wsdl/command.ts',
  },
  format: ['esm'],
  dts: true,
  sourcemap: true,
  clean: true,
  target: 'node22',
})
