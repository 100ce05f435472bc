import { build } from '../../tsup.base.ts'

export default build({
  index: 'src/index.ts',
  mock: 'mock/index.ts',
  wsdl: 'src/wsdl/index.ts',
  command: 'src/wsdl/command.ts',
})
