import { loadOptional } from '../../load-optional.ts'
import { type Channel, ChannelError } from '../channel.ts'

/** Options of `emailChannel`. */
export interface EmailChannelOptions {
  /** Such as `Клиника <no-reply@clinic.example>`. */
  readonly from: string
  /** What `createTransport` of `nodemailer` takes, such as `{ host, port, secure, auth }`; the app installs nodemailer. */
  readonly smtp: Readonly<Record<string, unknown>>
}

/** E-mail by nodemailer. */
export function emailChannel({ from, smtp }: EmailChannelOptions): Channel {
  return {
    name: 'email',
    canReach: ({ email }) => email !== undefined,
    async send({ id, to, title, text }) {
      const { createTransport } = await loadOptional('nodemailer', () => import('nodemailer'))
      const transport = createTransport(smtp)
      try {
        await transport.sendMail({
          from,
          to: to.email,
          subject: title,
          text,
          headers: { 'x-mis-reminder': Buffer.from(id).toString('base64url') },
        })
      } catch (error) {
        const { command = 'DATA', responseCode = 0 } = error as {
          readonly command?: string
          readonly responseCode?: number
        }
        const why = responseCode > 0 ? `smtp-${responseCode}` : 'smtp-unreachable'
        // A server that answers with a refusal has not taken it, and before DATA it never had it; silence proves nothing.
        if (responseCode === 0 && command === 'DATA') throw new Error('the mail server did not say')
        throw new ChannelError(why, { isRefusal: responseCode >= 500 && command.startsWith('RCPT') })
      } finally {
        transport.close()
      }
    },
  }
}
