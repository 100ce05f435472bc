import { loadOptional } from '../../load-optional.ts'
import { type Channel, ChannelError } from '../channel.ts'

/** Options of `webPushChannel`. */
export interface WebPushChannelOptions {
  /** The app's VAPID keys, and where its operator can be reached (`mailto:` or `https:`). */
  readonly vapid: { readonly subject: string; readonly publicKey: string; readonly privateKey: string }
  /** How long the push service may keep it for a browser that is off, in seconds. Default 3,600. */
  readonly ttlSeconds?: number
}

/** Messages to browsers by `web-push`, which the app installs; the service worker gets JSON with `id`, `title` and `text`. */
export function webPushChannel({ vapid, ttlSeconds = 3_600 }: WebPushChannelOptions): Channel {
  return {
    name: 'web-push',
    canReach: ({ push }) => typeof push === 'object' && push !== null && 'endpoint' in push,
    async send({ id, to, title, text }) {
      const { sendNotification } = await loadOptional('web-push', async () => (await import('web-push')).default)
      try {
        await sendNotification(to.push as never, JSON.stringify({ id, title, text }), {
          vapidDetails: vapid,
          TTL: ttlSeconds,
        })
      } catch (error) {
        const status = (error as { readonly statusCode?: number }).statusCode
        if (status === undefined || status >= 500) throw new Error('the push service did not say')
        // 404 and 410: the browser has unsubscribed.
        throw new ChannelError(`http-${status}`, { isRefusal: status !== 429 })
      }
    },
  }
}
