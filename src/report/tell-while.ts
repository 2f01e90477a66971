/** Tells a matter once for as long as it stands, whichever process leads, and rewrites the message once the matter is over. */
import type { Answer } from '#model/reply'
import type { Chat } from '#report/chat'
import { type ClosingReportsOptions, closingReports, type WriteAnew } from '#report/closing-reports'
import { postOnce } from '#report/post-once'
import { postedReports, unsignedKey } from '#store/reports'

export interface TellWhile {
  /** Tells the matter, which began at `since`, unless a message of some process about `<kind><subject>` stands. */
  tell(
    matter: { readonly kind: string; readonly subject: string; readonly since: Date },
    say: () => Promise<Answer>,
  ): Promise<void>
  /** Looks at the messages of a kind that stand. */
  look(kind: string, anew: WriteAnew): Promise<void>
}

export interface TellWhileOptions extends ClosingReportsOptions {
  readonly chat: Pick<Chat, 'report' | 'rewrite'>
}

export const tellingWhile = (options: TellWhileOptions): TellWhile => {
  const { store, chat, channel } = options
  const closing = closingReports(options)
  /** Kinds and subjects of messages that stand. */
  const told = new Set<string>()

  /** Whether a message of some process stands. */
  const stands = async (key: string): Promise<boolean> => {
    for (const { key: full } of await postedReports(store, `${key} `)) {
      const plain = unsignedKey(store, full)
      if (plain !== undefined && !(await closing.isOver(plain))) return true
    }
    return false
  }

  return {
    async tell({ kind, subject, since }, say) {
      const key = `${kind}${subject}`
      if (told.has(key)) return
      const moment = since.toISOString()
      const full = store.signer.unforeseen(`${key} ${moment.slice(0, 10)} ${moment.slice(11, 19)}`)
      const post = async () => chat.report(channel, await say(), undefined)
      if ((await stands(key)) || (await postOnce(store, full, post))) told.add(key)
    },
    look: (kind, anew) =>
      closing.look(kind, report => {
        const answer = anew(report)
        if (answer) told.delete(`${kind}${report.subject}`)
        return answer
      }),
  }
}
