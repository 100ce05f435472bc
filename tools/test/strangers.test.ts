import { describe, expect, it } from 'vitest'
import { available, missing } from '../lib/strangers.ts'

const stranger = { name: 'Some client', program: process.execPath, packages: ['some-client'] }

describe('a client of another language', () => {
  it('is there when its check ends well', () => {
    expect(available(process.execPath, ['-e', ''])).toBe(true)
    expect(missing({ ...stranger, check: ['-e', ''] })).toBeUndefined()
  })

  it('is missing when its check fails, and the line says what to install', () => {
    const line = 'Some client is not here (Debian: apt-get install some-client)'
    expect(missing({ ...stranger, check: ['-e', 'process.exit(1)'] })).toBe(line)
  })

  it('is missing when there is no such program', () => {
    expect(available('no-such-program-at-all', [])).toBe(false)
  })
})
