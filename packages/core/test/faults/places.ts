// Addresses where nothing answers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Place } from './case.ts'

const nothingToDo = async () => {}

/** A port that was free a moment ago. */
export async function refusing(): Promise<Place> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, [Symbol.asyncDispose]: nothingToDo }
}

/** Longer than a name may be, so that no resolver needs to be asked. */
export async function noSuchHost(): Promise<Place> {
  return { url: `http://${'a'.repeat(64)}.invalid`, [Symbol.asyncDispose]: nothingToDo }
}

/** One of the ports that browsers, and fetch with them, keep away from. */
export async function forbiddenPort(): Promise<Place> {
  return { url: 'http://127.0.0.1:1', [Symbol.asyncDispose]: nothingToDo }
}

const neverAccepts = `
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })`

/** Listens, accepts nobody, and its line is full: the system answers no further handshake. */
export async function blackHole(): Promise<Place> {
  const child = spawn(process.execPath, ['-e', neverAccepts], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  const inLine = [0, 1].map(() => connect(Number(port), '127.0.0.1').on('error', () => {}))
  await Promise.all(inLine.map((socket) => once(socket, 'connect')))
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of inLine) socket.destroy()
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}
