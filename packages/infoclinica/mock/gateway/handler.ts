import type { InfoclinicaMockOptions, InfoclinicaWorld } from '../options.ts'
import type { Patients } from '../patients.ts'
import type { ChangeFeed } from './change-feed.ts'
import type { Rows } from './envelope.ts'
import { type Input, inputOf } from './input.ts'
import { EnvelopeFault, type Refused, refusals } from './refusal.ts'

/** All that a handler of a message may look at. */
export interface Asked {
  readonly world: InfoclinicaWorld
  readonly options: InfoclinicaMockOptions
  readonly patients: Patients
  readonly changes: ChangeFeed
  readonly input: Input
  /** MSH.99; where it is demanded, a branch of the clinic. */
  readonly branch: string | undefined
}

/** Answers one message with its rows, or throws `Refused`. */
export type Handler = (asked: Asked) => Rows

const nowhere = { name: '', own: '', child: () => undefined, children: () => [], text: () => undefined }

/** The input of a message that may come without a block. */
export const noInput = (): Input => inputOf(nowhere)

/** Throws where the message was routed to another branch than the one it is about. */
export function checkBranch(asked: Asked, clinicId: string, absent: () => Refused): void {
  if (asked.branch !== clinicId) throw wrongBranch(asked, absent)
}

/** What a message for another branch meets in this Infoclinica. */
export function wrongBranch({ options }: Asked, absent: () => Refused): Refused | EnvelopeFault {
  const answers = {
    refused: refusals.wrongBranch,
    envelope: () => new EnvelopeFault('Сообщение направлено в другой филиал'),
    'not-found': absent,
  }
  return answers[options.wrongBranch ?? 'refused']()
}

/** `9` or `09`: how this Infoclinica writes hours and minutes. [doc] */
export function clockFields(start: string, end: string, { zeroPadded = false }: InfoclinicaMockOptions) {
  const two = (text: string) => (zeroPadded ? text : Number(text))
  const [begins, ends] = [start.slice(11, 16).split(':'), end.slice(11, 16).split(':')]
  const field = (parts: readonly string[], place: number) => two(parts[place] ?? '')
  return { BHOUR: field(begins, 0), BMIN: field(begins, 1), FHOUR: field(ends, 0), FMIN: field(ends, 1) }
}

export function nameOfClinic(world: InfoclinicaWorld, clinicId: string): string {
  return world.clinics().find(({ id }) => id === clinicId)?.name ?? ''
}
