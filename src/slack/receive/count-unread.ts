/**
 * Counts for the record the requests of a person that are not read. Of a person one entry is on the way at a time, and
 * what is counted meanwhile waits as a number: a slow Slack or record lets nothing pile up.
 */
import { isRefusal } from '#model/refusal'
import type { Listening } from '#slack/receive/answer-once'
import type { Sender } from '#slack/receive/sender'

/** People with counts that nobody could write down; of more, the oldest counts are given up. */
const peopleMost = 1_000

interface Counts {
  byKind: Map<Sender['kind'], number>
  writing: boolean
}

export const countUnread = ({
  engine,
  people,
  report,
}: Pick<Listening, 'engine' | 'people' | 'report'>): ((sender: Sender) => void) => {
  const waiting = new Map<string, Counts>()

  const write = async (user: string, counts: Counts): Promise<void> => {
    while (counts.byKind.size > 0) {
      const person = await people.find(user)
      // The next request that is not read asks Slack again.
      if (isRefusal(person)) return
      const taken = counts.byKind
      counts.byKind = new Map()
      for (const [kind, times] of taken) await engine.unread(person, kind, times)
    }
    waiting.delete(user)
  }

  return ({ user, kind }) => {
    const counts = waiting.get(user) ?? { byKind: new Map(), writing: false }
    counts.byKind.set(kind, (counts.byKind.get(kind) ?? 0) + 1)
    waiting.set(user, counts)
    if (waiting.size > peopleMost) {
      const [oldest = user] = waiting.keys()
      waiting.delete(oldest)
    }
    if (counts.writing) return
    counts.writing = true
    write(user, counts)
      .catch((error: unknown) => report(error, { recording: 'unread' }))
      .finally(() => {
        counts.writing = false
      })
  }
}
