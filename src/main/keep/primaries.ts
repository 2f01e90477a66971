/** Has the leader keep in the control database how far each primary was: a bot that starts later has not seen that. */
import type { Parts } from '#engine/parts'
import { type SeenPrimaries, type SeenPrimary, thinned } from '#model/primaries'
import { keepPrimary } from '#store/primaries/seen-primaries'

const everyMs = 1_000

/** Between two writes about the same primary: what is lost with all bots is so much older. A row has a kilobyte. */
const apartMs = 5_000

interface Kept {
  readonly seen: SeenPrimary
  readonly at: number
}

export const keepPrimaries = (
  { store, config, report }: Pick<Parts, 'store' | 'config' | 'report'>,
  primaries: SeenPrimaries,
  leads: () => boolean,
): { stop(): void } => {
  const kept = new Map<string, Kept>()
  const keep = async (cluster: string): Promise<void> => {
    const seen = primaries.last(cluster)
    if (!seen || !isDue(seen, kept.get(cluster))) return
    await keepPrimary(store, cluster, thinned(seen, apartMs))
    kept.set(cluster, { seen, at: performance.now() })
  }
  let busy = false
  const look = async (): Promise<void> => {
    if (busy || !leads()) return
    busy = true
    try {
      await Promise.all(config.clusters.map(({ name }) => keep(name)))
    } catch (error) {
      report(error, { during: 'keeping how far the primaries are' })
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void look(), everyMs)
  return { stop: () => clearInterval(timer) }
}

/** A new primary, and the silence of a primary, are kept at once. */
const isDue = (seen: SeenPrimary, last: Kept | undefined): boolean => {
  if (!last || seen.node !== last.seen.node || seen.timeline !== last.seen.timeline) return true
  if (seen.silentAt !== last.seen.silentAt) return true
  return seen !== last.seen && performance.now() - last.at >= apartMs
}
