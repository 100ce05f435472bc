import { describe, expect, it } from 'vitest'
import { cases, supportMatrix, supportOf } from '../src/index.ts'
import { startFake } from './fake.ts'

describe('the support matrix', () => {
  it('has a row for every optional operation and every family, with what held', async () => {
    const selected = cases.filter(({ family }) => family === 'model and zones')
    const fake = await supportOf({ vendor: 'fake', start: async (world) => startFake(world) }, selected)
    const deaf = {
      vendor: 'no holds',
      granted: fake.granted.filter((name) => name !== 'hold' && name !== 'releaseHold'),
      outcomes: fake.outcomes.map((outcome, index) => ({ ...outcome, passed: index > 0 })),
    }
    expect(supportMatrix([fake, deaf]).split('\n')).toEqual([
      '|  | fake | no holds |',
      '| --- | --- | --- |',
      '| `listClinics` | yes | yes |',
      '| `listServices` | yes | yes |',
      '| `getAppointment` | yes | yes |',
      '| `listAppointments` | yes | yes |',
      '| `findBooking` | yes | yes |',
      '| `reschedule` | yes | yes |',
      '| `hold` | yes | – |',
      '| `releaseHold` | yes | – |',
      '| model and zones | 8 of 8 | 7 of 8 |',
      '',
    ])
  })
})
