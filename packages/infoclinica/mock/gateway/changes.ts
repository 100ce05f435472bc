import type { Handler } from './handler.ts'
import { rowsOf } from './input.ts'
import { placeRow } from './records.ts'
import { refusals } from './refusal.ts'

/** What changed since the last acceptance. The fields of CHANGE_INFO are not in the document: all [assumed]. */
export const scheduleChangeList: Handler = (asked) => {
  const { changes, input, options, patients } = asked
  const { rows } = rowsOf(input, changes.pending(), options.pageRows ?? 100)
  return {
    CHANGE_INFO: rows.map(({ id, kind, visit }) => ({
      ...{ CHANGEID: id, CHANGETYPE: kind, SCHEDID: visit.id, PCODE: patients.ownerOf(visit) },
      ...placeRow(visit, asked),
    })),
  }
}

/** Takes CHANGE_INFO blocks with their CHANGEID; without a block -99 [doc]. Accepting twice does no harm [assumed]. */
export const scheduleChangeAccept: Handler = ({ changes, input }) => {
  const blocks = input.element.children('CHANGE_INFO')
  if (blocks.length === 0) throw refusals.malformed('CHANGE_INFO')
  const ids = blocks.map((block) => block.text('CHANGEID') ?? '')
  if (!ids.every((id) => /^\d{1,15}$/.test(id))) throw refusals.malformed('CHANGEID')
  for (const id of ids) changes.accept(id)
  return {}
}
