import { build } from '../../tsup.base.ts'

export default build({
  index: 'src/index.ts',
  mis: 'src/mis.ts',
})
