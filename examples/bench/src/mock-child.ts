import { once } from 'node:events'
import { medeskMock } from '@mis/medesk/mock'
import { createWorld, listen } from '@mis/mock'

const world = createWorld()
const server = await listen(medeskMock(world, { apiKey: 'bench' }))
const doctorIds = world
  .doctors()
  .filter(({ active }) => active)
  .map(({ id }) => id)
process.send?.({ url: server.url, doctorIds })
await once(process, 'disconnect')
await server.close()
