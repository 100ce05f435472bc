import type { RecordShape } from '@mis/core/xml'
import { z } from 'zod'
import { idSchema, optionalText } from './common.ts'
import type { Message } from './message.ts'

/** [doc] What has changed in a branch and was not acknowledged yet. */
export const changesMessage = (branch: string): Message => ({ name: 'SCHEDULE_CHANGE_LIST', branch, input: {} })

/** [doc] that it wants a block CHANGE_INFO; [assumed] what stands in it. */
export const acceptMessage = (branch: string, changeId: string): Message => ({
  name: 'SCHEDULE_CHANGE_ACCEPT',
  branch,
  input: { CHANGE_INFO: { CHANGEID: changeId } },
})

/** [assumed] No document names these fields. */
export const changeShape = {
  element: 'CHANGE_INFO',
  fields: [
    ...['CHANGEID', 'CHANGETYPE', 'SCHEDID', 'EXTSCHEDID', 'DCODE', 'FILIAL'],
    ...['WORKDATE', 'BHOUR', 'BMIN', 'FHOUR', 'FMIN'],
  ],
} satisfies RecordShape

export const changeSchema = z.object({
  CHANGEID: idSchema,
  CHANGETYPE: optionalText,
  SCHEDID: optionalText,
  EXTSCHEDID: optionalText,
  DCODE: optionalText,
  FILIAL: optionalText,
  WORKDATE: optionalText,
  BHOUR: optionalText,
  BMIN: optionalText,
})
export type WireChange = z.infer<typeof changeSchema>
