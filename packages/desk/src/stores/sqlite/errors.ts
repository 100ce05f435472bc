import { isMisError } from '@mis/core'
import { refusal } from '../sql/refusal.ts'

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html) → what to tell whoever runs the desk. */
const meanings: Readonly<Record<number, string>> = {
  5: 'is locked by another process; is somebody else using it, or is it on a network file system?',
  6: 'is locked by another connection',
  8: 'is read-only; the desk must be able to write it and its folder',
  10: 'the disk could not be read or written',
  11: 'is damaged; restore it from a backup',
  13: 'the disk is full',
  14: 'cannot be opened; does its folder exist, and may it be written?',
  26: 'is not an SQLite database; give the desk a file of its own',
}

/** The codes of the file system when the file is made. */
const fileMeanings: Readonly<Record<string, string>> = {
  EACCES: 'is read-only; the desk must be able to write it and its folder',
  EROFS: 'is read-only; the desk must be able to write it and its folder',
  EPERM: 'is read-only; the desk must be able to write it and its folder',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'is a folder',
  ENOSPC: 'the disk is full',
}

/** The primary code of an error of SQLite; undefined for other errors. */
function codeOf(error: unknown): number | undefined {
  const isSqlite = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  return isSqlite ? Number(error.errcode) & 0xff : undefined
}

export function isLocked(error: unknown): boolean {
  const code = codeOf(error)
  return code === 5 || code === 6
}

/** What a caller is told. Errors of ours and mistakes of the program stay as they are. */
export function sqliteRefusal(error: unknown): unknown {
  if (isMisError(error) || !(error instanceof Error)) return error
  const code = codeOf(error)
  if (code !== undefined) return refusal('file', meanings[code] ?? `SQLite refused it (code ${code})`, error)
  const why = 'code' in error ? fileMeanings[String(error.code)] : undefined
  return why === undefined ? error : refusal('file', why, error)
}
