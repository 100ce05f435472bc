import { build } from '../../tsup.base.ts'

export default build({
  index: 'src/index.ts',
  gost: 'src/gost/index.ts',
  mock: 'mock/index.ts',
})
