/**
 * The daily digest of each cluster. A job of Agenda only wakes the reporting process; the control database
 * knows due and posted digests, and each look makes good a lost wake-up.
 */

import { changedIn, summarise } from '#checks/cluster-summary'
import type { Cluster } from '#cluster/cluster'
import type { ReportsConfig } from '#model/configuration'
import type { Finding } from '#model/finding'
import { type Day, digestOf } from '#report/draw/digest'
import type { SayOnce } from '#report/say-once'
import { beginDigests, dueDigest, nextDigest } from '#schedule/digest-due'
import type { Store } from '#store/store'

export interface DigestOptions {
  readonly store: Store
  readonly time: ReportsConfig
  readonly once: SayOnce
  readonly remind: (when: Date) => Promise<void>
  readonly ownerOf: (cluster: Cluster) => string
  readonly openReviews: () => Promise<Day['open']>
  readonly openChanges: () => Promise<Day['waiting']>
}

/** Knowledge about a cluster's slow queries. */
export interface SeenQueries {
  readonly finding: Finding | null
  /** Why the slow queries are unknown, in a sentence; null when known. */
  readonly unseen: string | null
}

export interface Digests {
  /** Sets the timer for the next digests, before any is due. */
  prepare(clusters: readonly Cluster[]): Promise<void>
  /** Posts the digest when due; `seen` is undefined while the look was too short. */
  say(
    cluster: Cluster,
    seen: SeenQueries | undefined,
    warning: () => Promise<string | null>,
  ): Promise<void>
}

export const openDigests = (options: DigestOptions): Digests => {
  const { store, time, once } = options
  let reminded = 0
  return {
    async prepare(clusters) {
      const next = await nextDigest(store, time)
      if (next.getTime() === reminded) return
      for (const { config } of clusters) await beginDigests(store, config.name)
      await options.remind(next)
      reminded = next.getTime()
    },
    async say(cluster, seen, warning) {
      const { name } = cluster.config
      const due = await dueDigest(store, name, time)
      if (due === null) return
      const { nodes, trouble } = await summarise(cluster)
      // Slow queries are known a few seconds after a start; for an absent cluster never.
      const away = nodes.length === 0
      if (!seen && !away) return
      const found = away ? trouble : [...trouble, ...(await changedIn(cluster))]
      const unseen = away ? null : (seen?.unseen ?? null)
      await once(due, async () => ({
        answer: digestOf({
          cluster: name,
          owner: options.ownerOf(cluster),
          nodes: nodes.map(node => node.name),
          warning: await warning(),
          open: (await options.openReviews()).filter(({ plan }) => plan.cluster === name),
          waiting: (await options.openChanges()).filter(
            ({ plan, state }) =>
              plan.cluster === name && (state === 'pending' || state === 'looking'),
          ),
          trouble: unseen === null ? found : [...found, unseen],
          finding: seen?.finding ?? null,
        }),
      }))
    },
  }
}
