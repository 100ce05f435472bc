import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { strangers } from '../../../../tools/lib/strangers.ts'

/** What a power cut right after an acknowledgement leaves on the disk: by file name, what had been synced. */
export interface Remains {
  /** What had been acknowledged by then. */
  readonly acknowledged: readonly string[]
  readonly files: ReadonlyMap<string, Buffer>
}

/** A file as the system holds it, and as the disk does. */
interface Disk {
  held: Buffer
  synced: Buffer
}

/**
 * Lets a process write through a store while strace takes down every write and sync of its files, and makes of that what
 * the disk holds at each acknowledgement if nothing reached it but what was synced.
 */
export function powerCuts(folder: string, synchronous: 'full' | 'normal'): readonly Remains[] {
  const log = join(folder, 'calls')
  const file = join(folder, 'desk.db')
  const program = fileURLToPath(new URL('power-child.ts', import.meta.url))
  const node = [process.execPath, '--conditions=@mis/source', '--no-warnings', program, file, synchronous]
  const calls = 'trace=openat,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink'
  const { stderr } = spawnSync(
    strangers.strace.program,
    ['-f', '-y', '-xx', '-s', '10000000', '-e', calls, '-o', log, ...node],
    {
      encoding: 'utf8',
    },
  )
  const cuts = replay(readFileSync(log, 'latin1'), basename(file))
  if (cuts.length === 0) throw new Error(`nothing was acknowledged: ${stderr}`)
  return cuts
}

// One thread does all of it, so that a call that others interrupted in the log stands where it began.
// With -y a descriptor is written with its path: `12</tmp/desk.db-wal>`; with -xx all text is in hexadecimal.
const callPattern =
  /^\d+ +(\w+)\((\d+)<([^>]*)>(?:, "((?:\\x[0-9a-f]{2})*)", (\d+)(?:, (\d+))?|, (\d+))?(?:\)| <unfinished)/
const unlinkPattern = /unlink\("([^"]*)"/

function replay(log: string, name: string): Remains[] {
  const disks = new Map<string, Disk>()
  const acknowledged: string[] = []
  const cuts: Remains[] = []
  for (const line of log.split('\n')) {
    // It is on the disk before anything is acknowledged: SQLite syncs the folder when it has made the WAL.
    const [, gone] = unlinkPattern.exec(line) ?? []
    if (gone !== undefined) disks.delete(basename(textOf(gone)))
    const [, call = '', descriptor, path = '', hex = '', , offset, size] = callPattern.exec(line) ?? []
    if (descriptor === '1' && call === 'write') {
      acknowledged.push(bytesOf(hex).toString('utf8').trim().split(' ').at(-1) ?? '')
      cuts.push({
        acknowledged: [...acknowledged],
        files: new Map([...disks].map(([each, { synced }]) => [each, synced])),
      })
      continue
    }
    const file = basename(textOf(path))
    // The index of the WAL is made anew from the WAL.
    if (!file.startsWith(name) || file.endsWith('-shm')) continue
    const disk = disks.get(file) ?? { held: Buffer.alloc(0), synced: Buffer.alloc(0) }
    disks.set(file, disk)
    if (call === 'pwrite64') disk.held = patched(disk.held, bytesOf(hex), Number(offset))
    if (call === 'ftruncate')
      disk.held = Buffer.concat([disk.held, Buffer.alloc(Number(size))]).subarray(0, Number(size))
    if (call === 'fsync' || call === 'fdatasync') disk.synced = Buffer.from(disk.held)
  }
  return cuts
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex')
}

function textOf(path: string): string {
  return path.startsWith('\\x') ? bytesOf(path).toString('utf8') : path
}

function patched(held: Buffer, bytes: Buffer, offset: number): Buffer {
  const next = Buffer.alloc(Math.max(held.length, offset + bytes.length))
  held.copy(next)
  bytes.copy(next, offset)
  return next
}
