/** Where a patient can be reached. */
export interface Contact {
  readonly email?: string
  /** E.164. */
  readonly phone?: string
  /** What a browser gave as its push subscription, JSON. */
  readonly push?: unknown
}

/** One message to one patient, in words. */
export interface ChannelMessage {
  /** The same whenever it is sent again: a gateway that knows it sends it once. */
  readonly id: string
  readonly to: Contact
  readonly title: string
  readonly text: string
  readonly language: Language
}

/** The language of a message. */
export type Language = 'ru' | 'en'

/** A way to patients. */
export interface Channel {
  readonly name: string
  /** The other side takes a message with a known id for done: only then is it sent again after an unknown end. Default: false. */
  readonly isIdempotent?: boolean
  canReach(contact: Contact): boolean
  /**
   * Resolves when the other side has taken the message. Rejects with a `ChannelError` where it knows whether it was sent;
   * any other error means that it may have been, and it is not sent again.
   */
  send(message: ChannelMessage, signal: AbortSignal): Promise<void>
}

/** Why a message did not go, certainly. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError'
  /** One word, such as `http-503`; nothing of the message. */
  readonly why: string
  /** This address is never reached by this channel: the next one is tried. Otherwise it is tried again. */
  readonly isRefusal: boolean

  constructor(why: string, { isRefusal = false }: { readonly isRefusal?: boolean } = {}) {
    super(`the message was not sent: ${why}`)
    this.why = why
    this.isRefusal = isRefusal
  }
}
