import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scriptOf } from '../src/script.ts'
import { clients } from './support/clients.ts'
import { type RedisServer, redisServer, withRedis } from './support/redis-server.ts'

withRedis('the clients over a real Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await redisServer()
  })
  afterAll(() => server.close())

  describe.each(Object.entries(clients))('%s', (_, connect) => {
    it('sends commands and gives replies as they are', async () => {
      const { client, close } = await connect(server.port)
      await client.command(['SET', 'key', 'значение'])
      expect(await client.command(['MGET', 'key', 'no-such'])).toEqual(['значение', null])
      await expect(client.command(['NO-SUCH'])).rejects.toThrow('unknown command')
      await close()
    })

    it('runs a script that this Redis has never seen, and by its hash afterwards', async () => {
      const { client, close } = await connect(server.port)
      const sent: string[] = []
      const spied = {
        ...client,
        command: (args: readonly string[]) => {
          sent.push(args[0] ?? '')
          return client.command(args)
        },
      }
      await client.command(['SCRIPT', 'FLUSH'])
      const script = scriptOf(spied, 'return { KEYS[1], ARGV[1] }')
      expect(await script(['a'], ['b'])).toEqual(['a', 'b'])
      expect(await script(['c'], ['d'])).toEqual(['c', 'd'])
      expect(sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA'])
      await expect(scriptOf(client, 'return redis.error_reply("OWN no")')([], [])).rejects.toThrow('OWN no')
      await close()
    })

    it('hears a channel, learns of a lost connection, and hears again afterwards', async () => {
      const own = await redisServer()
      const { client, close } = await connect(own.port)
      const heard: string[] = []
      const waiting = new Map<string, () => void>()
      const tell = (what: string) => {
        heard.push(what)
        waiting.get(what)?.()
      }
      const next = (what: string) => new Promise<void>((resolve) => waiting.set(what, resolve))
      const connected = next('connected')
      const end = client.subscribe('channel', {
        message: tell,
        connected: () => tell('connected'),
        lost: () => tell('lost'),
      })
      await connected
      const first = next('one')
      await client.command(['PUBLISH', 'channel', 'one'])
      await first
      const lost = next('lost')
      await own.kill()
      await lost
      const again = next('connected')
      await own.start()
      await again
      const second = next('two')
      await client.command(['PUBLISH', 'channel', 'two'])
      await second
      expect(heard.filter((what) => what !== 'lost')).toEqual(['connected', 'one', 'connected', 'two'])
      end()
      await close()
      await own.close()
    })
  })
})
