import type { Clinic, Context, Doctor, Specialty } from '@mis/core'
import { decode } from '@mis/core/adapter'
import type { PortalSettings } from '../options.ts'
import { inTurns } from '../turns.ts'
import {
  branchesRequest,
  branchesSchema,
  departmentsRequest,
  departmentsSchema,
  doctorsRequest,
  doctorsSchema,
} from '../wire/portal/catalogue.ts'
import { type PortalDoctor, toClinic, toDoctor } from './map.ts'
import type { Session } from './session.ts'

/** By doctor and branch, the department that a booking has to name; null where it is not known. */
export type Workplaces = ReadonlyMap<string, ReadonlyMap<string, string | null>>

/** What the portal lists for everybody, read now. */
export interface Catalogue {
  clinics(context: Context): Promise<readonly Clinic[]>
  /** Every doctor with all departments: one request a department and branch. */
  doctors(
    branches: readonly Clinic[],
    context: Context,
  ): Promise<{ doctors: readonly Doctor[]; workplaces: Workplaces }>
  /** Two requests a branch; the department is known by its name, so it may be missing. */
  workplaces(branches: readonly Clinic[], context: Context): Promise<Workplaces>
}

export function createCatalogue(settings: PortalSettings, anybody: () => Session): Catalogue {
  const departmentsOf = async (branch: string, context: Context) =>
    decode(departmentsSchema, await anybody().send(departmentsRequest(branch), context), 'departments')
  const doctorsOf = async (branch: string, department: string | undefined, context: Context) =>
    decode(doctorsSchema, await anybody().send(doctorsRequest(branch, department), context), 'doctors')

  return {
    async clinics(context) {
      const branches = decode(branchesSchema, await anybody().send(branchesRequest(), context), 'branches')
      return branches.map((branch) => toClinic(branch, settings, context.runtime.now()))
    },

    async doctors(branches, context) {
      const found = new Map<string, PortalDoctor>()
      for (const { id: branch } of branches) {
        const departments = await departmentsOf(branch, context)
        const ask = ({ id }: Specialty) => doctorsOf(branch, id, context)
        const lists = await inTurns(departments, settings.concurrency, ask)
        departments.forEach((department, index) => {
          for (const one of lists[index] ?? []) enter(found, one, branch, department)
        })
      }
      const workplaces = new Map([...found].map(([id, { departments }]) => [id, departments]))
      return { doctors: [...found.values()].map(toDoctor), workplaces }
    },

    async workplaces(branches, context) {
      const found = new Map<string, Map<string, string | null>>()
      await inTurns(branches, Math.max(1, Math.floor(settings.concurrency / 2)), async ({ id: branch }) => {
        const [departments, doctors] = await Promise.all([
          departmentsOf(branch, context),
          doctorsOf(branch, undefined, context),
        ])
        for (const { dcode, departmentName } of doctors) {
          const places = found.get(dcode) ?? new Map<string, string | null>()
          found.set(dcode, places)
          places.set(branch, places.get(branch) ?? departmentNamed(departmentName ?? '', departments))
        }
      })
      return found
    },
  }
}

/** [assumed] A doctor of several departments may have their names in one text. */
function departmentNamed(text: string, departments: readonly Specialty[]): string | null {
  const whole = departments.find(({ name }) => name.trim() === text.trim())
  const names = text.split(',').map((name) => name.trim())
  return (whole ?? departments.find(({ name }) => names.includes(name.trim())))?.id ?? null
}

function enter(
  found: Map<string, PortalDoctor>,
  { dcode, name }: { readonly dcode: string; readonly name: string },
  branch: string,
  department: Specialty,
): void {
  const known: PortalDoctor = found.get(dcode) ?? {
    ...{ id: dcode, name, specialties: [], branches: [] },
    departments: new Map(),
  }
  found.set(dcode, known)
  if (!known.specialties.some(({ id }) => id === department.id)) known.specialties.push(department)
  if (!known.branches.includes(branch)) known.branches.push(branch)
  if (!known.departments.has(branch)) known.departments.set(branch, department.id)
}
