import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'amqplib'

export const sharedBroker = process.env.MIS_RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672'

/** True when a broker answers at this address. */
export async function isBroker(url: string): Promise<boolean> {
  try {
    await (await connect(url, { timeout: 3_000 })).close()
    return true
  } catch {
    return false
  }
}

/** Takes everything that lies in a queue, in order; then removes the queues and the exchange. */
export async function drain(url: string, queue: string, exchange: string): Promise<readonly string[]> {
  const connection = await connect(url)
  const channel = await connection.createChannel()
  const bodies: string[] = []
  const { messageCount } = await channel.checkQueue(queue)
  await new Promise<void>((resolve) => {
    const take = (content?: Buffer) => {
      if (content !== undefined) bodies.push(content.toString())
      if (bodies.length === messageCount) resolve()
    }
    take()
    channel.consume(queue, (message) => take(message?.content), { noAck: true }).catch(() => {})
  })
  await channel.deleteQueue(queue)
  await channel.deleteQueue(`${queue}.dead`)
  await channel.deleteExchange(exchange)
  await connection.close()
  return bodies
}

/** A way to a port that can be cut: everybody on it loses the connection. */
export async function cuttable(port: number) {
  const lines = new Set<Socket>()
  const server = createServer((near) => {
    const far = connectSocket(port, '127.0.0.1')
    for (const one of [near, far]) {
      lines.add(one)
      one.on('close', () => lines.delete(one)).on('error', () => {})
    }
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    cut() {
      for (const line of lines) line.destroy()
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function freePort(): Promise<number> {
  const { port, close } = await cuttable(1)
  await close()
  return port
}

/** A broker of the test's own, in a folder of its own, that can be killed and started again. */
export async function ownBroker() {
  const home = mkdtempSync(join(tmpdir(), 'mis-rabbit-'))
  const [port, distPort] = [await freePort(), await freePort()]
  writeFileSync(join(home, 'rabbit.conf'), `listeners.tcp.1 = 127.0.0.1:${port}\n`)
  writeFileSync(join(home, 'plugins'), '[].')
  const url = `amqp://guest:guest@127.0.0.1:${port}`
  const env = {
    ...process.env,
    HOME: home,
    RABBITMQ_NODENAME: `mis${port}@localhost`,
    RABBITMQ_CONFIG_FILE: join(home, 'rabbit.conf'),
    RABBITMQ_MNESIA_BASE: join(home, 'mnesia'),
    RABBITMQ_LOG_BASE: join(home, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'plugins'),
    RABBITMQ_DIST_PORT: String(distPort),
  }
  let child: ChildProcess | undefined
  const broker = {
    url,
    async start() {
      child = spawn('/usr/lib/rabbitmq/bin/rabbitmq-server', { env, detached: true, stdio: 'ignore' })
      while (!(await isBroker(url))) await new Promise((resolve) => setTimeout(resolve, 200))
    },
    async kill() {
      const ended = new Promise((resolve) => child?.once('exit', resolve))
      process.kill(-(child?.pid ?? 0), 'SIGKILL')
      await ended
    },
    async remove() {
      await broker.kill().catch(() => {})
      rmSync(home, { recursive: true, force: true })
    },
  }
  return broker
}
