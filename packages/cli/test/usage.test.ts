import { describe, expect, it } from 'vitest'
import { mis } from './process.ts'

describe('mis', { timeout: 60_000 }, () => {
  it('tells its commands, and that nothing was asked for', async () => {
    const { code, out, err } = await mis([])
    expect([code, out]).toEqual([2, ''])
    for (const command of ['mock <vendor>', 'check <vendor>', 'create-adapter <name>']) expect(err).toContain(command)
  })

  it('--help and --version are answers, without colours where nobody watches', async () => {
    const help = await mis(['--help'])
    expect(help.code).toBe(0)
    expect(help.out).toContain('Exit codes: 0 good, 1 something was found or went wrong, 2 the command line')
    expect((await mis(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
    const options = await mis(['mock', '--help'])
    expect(options.code).toBe(0)
    expect(options.out).toContain('--fault <fault>')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
    expect(help.out + options.out).not.toMatch(/\u001b/)
  })

  const wrong: readonly (readonly [args: readonly string[], says: string])[] = [
    [['fly'], 'There is no mis fly'],
    [['mock'], 'mis mock needs a <vendor>: medesk'],
    [['mock', 'nobody'], 'There is no vendor nobody. Known: medesk'],
    [['mock', 'medesk', 'emias'], 'takes one <vendor>'],
    [['mock', 'medesk', '--fly'], "Unknown option '--fly'"],
    [['mock', 'medesk', '--port', '70000'], '--port must be a whole number from 0 to 65535'],
    [['mock', 'medesk', '--profile', 'soap'], '--profile soap: Medesk has rest'],
    [['mock', 'medesk', '--fault', 'fire'], '--fault fire: a status such as 503'],
    [['mock', 'medesk', '--clock', 'noon'], '--clock noon: expected now, or an instant'],
    [['mock', 'medesk', '--world', 'absent.json'], '--world absent.json cannot be read'],
    [['check', 'medesk', '--set', 'apiKey'], '--set needs name=value'],
    [['check', 'medesk', '--set', 'apiKey=env:NO_SUCH'], 'The environment has no NO_SUCH'],
    [['check', 'medesk', '--set', 'apiKey=secret-7'], 'createMedesk: invalid-request (timeZone'],
    [['create-adapter', 'Acme Inc'], 'expected small Latin letters'],
    [['create-adapter', 'acme', '--folder', '.'], 'is there already; nothing was written'],
  ]
  it.concurrent.each(wrong)('%j is a wrong command line', async (args, says) => {
    const { code, out, err } = await mis(args)
    expect(err).toContain(says)
    expect(err).not.toMatch(/secret-7|\n +at /)
    expect([code, out]).toEqual([2, ''])
  })
})
