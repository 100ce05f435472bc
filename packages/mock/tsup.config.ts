import { build } from '../../tsup.base.ts'

export default build({
  index: 'src/index.ts',
  certificates: 'src/certificates/index.ts',
  vitest: 'src/vitest/index.ts',
})
