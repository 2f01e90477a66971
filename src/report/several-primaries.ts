/** Shouts as soon as a cluster has several primaries, in the cluster's channel, and edits the message once all but one primary are gone. */
import type { Situation } from '#model/primaries'
import type { Chat } from '#report/chat'
import { closingReports } from '#report/closing-reports'
import { severalPrimaries, severalPrimariesOver } from '#report/draw/several-primaries'
import { sayingOnce } from '#report/say-once'
import type { Store } from '#store/store'

export interface SeveralPrimariesOptions {
  /** Names of clusters with their channels and owners. */
  readonly clusters: readonly {
    readonly name: string
    readonly channel: string
    readonly owner: string
  }[]
  readonly situation: (cluster: string) => Situation | undefined
  /** Called at once, and again after a failure. */
  readonly freeze: (cluster: string, primaries: readonly string[]) => Promise<unknown>
  readonly store: Store
  readonly chat: Pick<Chat, 'report' | 'rewrite'>
  readonly leads: () => boolean
  readonly report: (error: unknown, about: Readonly<Record<string, unknown>>) => void
}

const everyMs = 500

export const openSeveralPrimaries = (options: SeveralPrimariesOptions): { stop(): void } => {
  const { clusters, situation, freeze, store, chat, leads, report } = options
  /** Acts once for each appearance of several primaries, and again after a failure. */
  const forEach = (
    during: string,
    act: (since: string, now: Situation) => Promise<unknown>,
  ): ((since: string, now: Situation) => Promise<void>) => {
    let done: string | undefined
    return async (since, now) => {
      if (done === since) return
      try {
        await act(since, now)
        done = since
      } catch (error) {
        report(error, { during })
      }
    }
  }

  const looks = clusters.map(({ name, channel, owner }) => {
    const once = sayingOnce(store, chat, channel)
    const closing = closingReports({ store, chat, channel, report })
    const shout = forEach(`telling of two primaries of ${name}`, (since, now) =>
      once(store.signer.unforeseen(keyOf(name, since)), async () => ({
        answer: severalPrimaries(name, now, owner),
      })),
    )
    const halt = forEach(`freezing ${name}`, (_, { several }) => freeze(name, several))
    return async (): Promise<void> => {
      const now = situation(name)
      if (!now) return
      // The freeze waits for no chat, and the chat for no freeze.
      if (now.since !== null) await Promise.all([shout(now.since, now), halt(now.since, now)])
      else
        await closing.look(kind, one =>
          one.subject === name ? severalPrimariesOver(name, one, now) : null,
        )
    }
  })
  const busy = new Set<number>()
  const timer = setInterval(() => {
    if (!leads()) return
    for (const [at, look] of looks.entries()) {
      if (busy.has(at)) continue
      busy.add(at)
      void look()
        .catch((error: unknown) => report(error, { during: 'looking for two primaries' }))
        .finally(() => busy.delete(at))
    }
  }, everyMs)
  return { stop: () => clearInterval(timer) }
}

const kind = 'primaries '

/** `primaries shop 2026-11-30 18:40:01`: the closing of a report reads cluster and day. */
const keyOf = (cluster: string, since: string): string =>
  `${kind}${cluster} ${since.slice(0, 10)} ${since.slice(11, 19)}`
