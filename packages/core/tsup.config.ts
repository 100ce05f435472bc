import { build } from '../../tsup.base.ts'

export default build({
  index: 'src/index.ts',
  adapter: 'src/adapter-kit/index.ts',
  xml: 'src/xml/index.ts',
})
