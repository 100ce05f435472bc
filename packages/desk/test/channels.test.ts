import { createServer } from 'node:http'
import { createServer as createTcp } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { ChannelError, type ChannelMessage, emailChannel, smsChannel, webPushChannel } from '../src/index.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

describe('channels', () => {
  const message: ChannelMessage = {
    id: 'clinic/1/2/day-before',
    to: { phone: '+79000000001', email: 'anna@example.test' },
    title: 'Завтра приём',
    text: 'Напоминаем',
    language: 'ru',
  }
  const never = new AbortController().signal

  it('SMS: asks the gateway, and tells a refusal from an outage and from silence', async () => {
    const answers = [200, 400, 503, 500, 200]
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      response.writeHead(answers.shift() ?? 200).end(answers.length === 0 ? 'ERROR=3' : 'OK')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as { readonly port: number }
    const channel = smsChannel({
      request: ({ to, text, id }) => ({
        url: `http://127.0.0.1:${port}/send?${new URLSearchParams({ to: to.phone, text, id })}`,
      }),
      check: (body) => {
        if (body.startsWith('ERROR')) throw new ChannelError('gateway-refused', { isRefusal: true })
      },
    })
    await channel.send(message, never)
    expect(asked[0]).toContain('to=%2B79000000001')
    await expect(channel.send(message, never)).rejects.toMatchObject({ why: 'http-400', isRefusal: true })
    await expect(channel.send(message, never)).rejects.toMatchObject({ why: 'http-503', isRefusal: false })
    await expect(channel.send(message, never)).rejects.not.toBeInstanceOf(ChannelError)
    await expect(channel.send(message, never)).rejects.toMatchObject({ why: 'gateway-refused' })
    expect(channel.canReach({ email: 'a@example.test' })).toBe(false)
  })

  it('e-mail: by SMTP, to a server on a socket', async () => {
    const heard: string[] = []
    let refuses = false
    const server = createTcp((socket) => {
      socket.write('220 test\r\n')
      let isText = false
      socket.on('error', () => {})
      socket.on('data', (chunk) => {
        for (const line of chunk
          .toString()
          .split('\r\n')
          .filter((one) => one !== '')) {
          heard.push(line)
          if (isText && line !== '.') continue
          isText = line === 'DATA'
          if (line.startsWith('RCPT') && refuses) socket.write('550 no such box\r\n')
          else socket.write(line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n')
        }
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as { readonly port: number }
    const channel = emailChannel({ from: 'clinic@example.test', smtp: { host: '127.0.0.1', port, ignoreTLS: true } })
    await channel.send(message, never)
    expect(heard.join('\n')).toContain('RCPT TO:<anna@example.test>')
    refuses = true
    await expect(channel.send(message, never)).rejects.toMatchObject({ name: 'ChannelError', isRefusal: true })
    const nobody = emailChannel({ from: 'clinic@example.test', smtp: { host: '127.0.0.1', port: 1 } })
    await expect(nobody.send(message, never)).rejects.toMatchObject({ name: 'ChannelError', isRefusal: false })
  })

  it('web push: reaches those with a subscription alone', async () => {
    const vapid = { subject: 'mailto:a@example.test', publicKey: 'x', privateKey: 'y' }
    const channel = webPushChannel({ vapid })
    expect([channel.canReach({ push: { endpoint: 'https://p.example.test' } }), channel.canReach({})]).toEqual([
      true,
      false,
    ])
  })
})
