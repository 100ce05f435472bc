import {
  type Clinic,
  type Doctor,
  each,
  isMisError,
  type MisAdapter,
  type Page,
  type Service,
  type Specialty,
  supports,
} from '@mis/core'
import type { EntryKind, MirrorEntry } from '../store/mirror.ts'
import { hashOf } from './hash.ts'
import { mirrorEvent } from './mirror-event.ts'
import type { MirrorSettings } from './options.ts'
import type { Suspects } from './suspects.ts'

/** Clinics, doctors and services as far as they are known. */
export interface Directory {
  readonly clinics: readonly Clinic[]
  /** Those who left are among them, with `active: false`. */
  readonly doctors: readonly Doctor[]
  readonly services: readonly Service[]
  /** Of the doctors who are active. */
  readonly specialties: readonly Specialty[]
}

type Item = Clinic | Doctor | Service

/** One word for a doctor's specialities, in whatever order they are told: whoever has the same has the same word. */
export function practiceOf({ specialties }: Pick<Doctor, 'specialties'>): string {
  // Of one length, as an index has it: there are doctors with dozens, and MISs whose ids are names.
  return hashOf(JSON.stringify(specialties.map(({ id }) => id).sort()))
}

export interface DirectoryReader {
  /** From the store alone. */
  known(): Promise<Directory>
  /** As it was when the last whole round had ended, from memory where that is known; and who is behind since. */
  ofLastRound(): Promise<Directory & { readonly behind: ReadonlySet<string> }>
  /** Reads the MIS's lists into the store. A list that cannot be read stays as it was, and so does one that shrank too much. */
  refresh(suspects: Suspects, signal: AbortSignal): Promise<void>
}

export function makeDirectory(settings: MirrorSettings): DirectoryReader {
  const { store, adapter, shrink } = settings
  const { instance } = adapter

  /** Writes what changed. A list that lost too much loses nothing until it is read again. */
  async function merge(kind: EntryKind, items: readonly Item[], suspects: Suspects): Promise<void> {
    const known = new Map((await store.mirror.entries(instance, kind)).map((entry) => [entry.id, entry]))
    const listed = new Map(items.map((item) => [item.id, item]))
    const gone = [...known.values()].filter(({ id, isListed }) => isListed && !listed.has(id))
    const count = [...known.values()].filter(({ isListed }) => isListed).length
    const isTooMuch = gone.length >= shrink.least && gone.length > count * shrink.share
    const mayGo = !isTooMuch || suspects.isBelieved(kind)
    if (!isTooMuch) suspects.clear(kind)
    const entries = [...listed.values()].map(
      (body): MirrorEntry => ({ id: body.id, body, hash: hashOf(JSON.stringify(body)), isListed: true }),
    )
    const changed = entries.filter(({ id, hash }) => known.get(id)?.hash !== hash || known.get(id)?.isListed === false)
    const unlisted = mayGo ? gone.map((entry): MirrorEntry => ({ ...entry, isListed: false })) : []
    if (changed.length + unlisted.length === 0) return
    const typeOf = ({ id, isListed }: MirrorEntry) =>
      `${kind}.${isListed ? (known.get(id)?.isListed === true ? 'changed' : 'added') : 'gone'}`
    const events = [...changed, ...unlisted].map((entry) =>
      mirrorEvent(settings, { type: typeOf(entry), kind, id: entry.id, facts: { [kind]: entry.body } }),
    )
    await store.mirror.saveEntries(instance, kind, [...changed, ...unlisted], await Promise.all(events))
  }

  async function bodies<T extends Item>(kind: EntryKind): Promise<readonly (readonly [T, boolean])[]> {
    const entries = await store.mirror.entries(instance, kind)
    return entries.map(({ body, isListed }) => [body as T, isListed] as const)
  }

  let last:
    | { readonly asOf: number; readonly directory: Awaited<ReturnType<DirectoryReader['ofLastRound']>> }
    | undefined

  const reader: DirectoryReader = {
    async ofLastRound() {
      const round = await store.mirror.lastRound(instance)
      if (round === null) return { ...(await reader.known()), behind: new Set() }
      if (last?.asOf !== round.asOf) {
        const behind = new Set(round.behind.map(({ doctorId }) => doctorId))
        last = { asOf: round.asOf, directory: { ...(await reader.known()), behind } }
      }
      return last.directory
    },
    async known() {
      const [clinics, doctors, services] = [
        await bodies<Clinic>('clinic'),
        await bodies<Doctor>('doctor'),
        await bodies<Service>('service'),
      ]
      const all = doctors.map(([doctor, isListed]) => ({ ...doctor, active: doctor.active && isListed }))
      const specialties = new Map(
        all.filter(({ active }) => active).flatMap((one) => one.specialties.map((s) => [s.id, s])),
      )
      const listed = <T>(items: readonly (readonly [T, boolean])[]) =>
        items.filter(([, is]) => is).map(([item]) => item)
      return {
        clinics: listed(clinics),
        doctors: all,
        services: listed(services),
        specialties: [...specialties.values()],
      }
    },
    async refresh(suspects, signal) {
      for (const [kind, list] of listsOf(adapter)) {
        try {
          const items: Item[] = []
          for await (const item of each(list, {}, { maxAgeMs: 0, signal })) items.push(item)
          await merge(kind, items, suspects)
        } catch (error) {
          if (signal.aborted || !isMisError(error)) throw error
          if (error.code === 'unavailable' && error.details.by === 'store') throw error
          // Without doctors there is nothing to go on with, unless they are known from before.
          const isKnown = (await store.mirror.entries(instance, kind)).length > 0
          if (!isKnown && kind !== 'service') throw error
        }
      }
    },
  }
  return reader
}

type List = (query: object, options?: object) => Promise<Page<Item>>

function listsOf(adapter: MisAdapter): readonly (readonly [EntryKind, List])[] {
  return [
    ...(supports(adapter, 'listClinics') ? [['clinic', adapter.listClinics as List] as const] : []),
    ['doctor', adapter.listDoctors as List],
    ...(supports(adapter, 'listServices') ? [['service', adapter.listServices as List] as const] : []),
  ]
}
