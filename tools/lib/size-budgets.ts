// How large a package may be. Raise a number here when a package grows for a reason, so that the reason is seen in the diff.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Packed } from './packed.ts'

export interface Size {
  /** Bytes of the tarball. */
  readonly packed: number
  /** Bytes of all files in it. */
  readonly unpacked: number
  readonly files: number
}

/** For a package that has no line of its own. */
const usual: Size = { packed: 120_000, unpacked: 450_000, files: 24 }

const budgets: Readonly<Record<string, Size>> = {
  core: { packed: 230_000, unpacked: 800_000, files: 26 },
  desk: { packed: 300_000, unpacked: 1_200_000, files: 30 },
  'esia-auth': { packed: 225_000, unpacked: 800_000, files: 20 },
  infoclinica: { packed: 165_000, unpacked: 610_000, files: 16 },
  medesk: { packed: 50_000, unpacked: 180_000, files: 16 },
  'onec-medicine': { packed: 160_000, unpacked: 600_000, files: 24 },
}

export function sizeOf({ tarball, folder }: Packed): Size {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const bytes = files.map((entry) => statSync(join(entry.parentPath, entry.name)).size)
  return { packed: statSync(tarball).size, unpacked: bytes.reduce((sum, size) => sum + size, 0), files: files.length }
}

/** One sentence for each measure that is above its budget. */
export function overBudget(home: string, size: Size): string[] {
  const budget = budgets[home] ?? usual
  return (['packed', 'unpacked', 'files'] as const)
    .filter((measure) => size[measure] > budget[measure])
    .map((measure) => `${home}: ${measure} is ${size[measure]}, ${budget[measure]} is the most`)
}
