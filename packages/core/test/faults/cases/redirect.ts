import { type FaultCase, repeated, unknown } from '../case.ts'
import { head } from '../replies.ts'
import type { Turn } from '../upstream.ts'

const to =
  (status: number, location?: string) =>
  ({ socket, elsewhere }: Turn) =>
    void socket.write(head(status, `location: ${location ?? `${elsewhere}/visits`}`, 'content-length: 0'))
const refused = { read: repeated('bad-response'), book: unknown, connection: 'kept' } as const

export const redirects: readonly FaultCase[] = [
  ...[300, 301, 302, 303, 307, 308].map(
    (status): FaultCase => ({ fault: `${status} to another host`, play: to(status), ...refused }),
  ),
  { fault: '307 to the same host', play: to(307, '/elsewhere'), ...refused },
  { fault: '304', play: ({ socket }) => void socket.write(head(304)), ...refused },
]
