// A process that works on a store and kills itself where it is told to. It waits for its job, so that starting a process
// costs no time of the run; while it lives it may have several.
import { countStatements } from './death.ts'
import type { Job, Told } from './protocol.ts'
import { openStore } from './stage.ts'
import { perform } from './tasks.ts'

const tell = (told: Told) => void process.send?.(told)
const statements = countStatements()
let goOn = () => {}

async function work({ place, clock, task, death }: Job): Promise<void> {
  const { store, close } = openStore(place, () => clock)
  if (task.name === 'open') statements.begin(death)
  await store.open()
  if (task.name !== 'open') statements.begin(death)
  await perform(store, task, {
    tell,
    pause: () =>
      new Promise((resolve) => {
        goOn = resolve
        tell({ kind: 'round' })
      }),
  })
  const count = statements.count()
  statements.begin(undefined)
  await close()
  tell({ kind: 'over', statements: count })
}

process.on('message', (message: Job | { readonly goOn: true }) => {
  if ('goOn' in message) return goOn()
  work(message).catch((error: unknown) => tell({ kind: 'failed', why: String(error) }))
})
process.once('disconnect', () => process.exit())
tell({ kind: 'ready' })
