/** Keeps each database for reads to replicas that are near: a single process acts, and all is told in the cluster's channel. */
import { type WantedReaders, wantedReaders } from '#checks/pool/wanted-readers'
import type { ReadRoute } from '#model/pool/known-pooler'
import type { RoutedNode } from '#model/pool/read-route'
import { type RoutedReads, readsStayed } from '#report/draw/readers'
import { dueEvery } from '#report/due-every'
import { sayingOnce } from '#report/say-once'
import { tellingReaders } from '#report/tell-readers'
import { type LeadingTeller, whileLeading } from '#report/while-leading'
import { Failure } from '#src/errors'
import { seconds } from '#text/figures'

export interface RoutedPool extends RoutedReads {
  readonly channel: string
  readonly route: ReadRoute
  /** Undefined until every node was asked. */
  readonly nodes: () => readonly RoutedNode[] | undefined
  /** Asks PgBouncer; null where the database leads to an address that is no node's. */
  readonly members: () => Promise<readonly string[] | null>
  /** False where nothing was done. */
  readonly move: (
    from: readonly string[],
    to: readonly string[],
    because: Readonly<Record<string, string>>,
  ) => Promise<boolean>
}

export interface ReadersOptions extends LeadingTeller {
  readonly pools: readonly RoutedPool[]
}

const everyMs = 1_000
/** PgBouncer is asked so often; a person may have led it elsewhere, or have started it anew. */
const askedMs = 5_000
/** After a move that did not succeed. */
const againMs = 60_000

export const openReaders = ({
  pools,
  leads,
  report,
  ...told
}: ReadersOptions): { readonly stop: () => void } =>
  whileLeading({
    everyMs,
    leads,
    looks: () =>
      pools.map(pool => {
        const look = keeping(pool, { ...told, report })
        return () =>
          look().catch((error: unknown) => {
            // A PgBouncer that does not answer now is asked again, and nothing is changed meanwhile.
            if (!(error instanceof Failure)) report(error, { during: `keeping ${pool.label} near` })
          })
      }),
  })

const keeping = (
  pool: RoutedPool,
  { store, chat, report }: Omit<ReadersOptions, 'pools' | 'leads'>,
) => {
  const { cluster, label, channel, route } = pool
  const settles = seconds(route.settleSeconds)
  const tell = tellingReaders({ store, chat, channel, reads: pool, settles, report })
  const once = sayingOnce(store, chat, channel)
  const isAskDue = dueEvery(askedMs)
  let members: readonly string[] | null = null
  let notBefore = Number.NEGATIVE_INFINITY

  const wantedNow = (nodes: readonly RoutedNode[]): WantedReaders | null =>
    members && wantedReaders(route, nodes, members)
  const isOther = (wanted: WantedReaders | null): wanted is WantedReaders =>
    wanted !== null && wanted.nodes.join() !== members?.join()

  const move = async (nodes: readonly RoutedNode[], to: readonly string[]): Promise<void> => {
    const because = Object.fromEntries(
      nodes.flatMap(({ node, trouble }) => (trouble === null ? [] : [[node, trouble]])),
    )
    try {
      const moved = await pool.move(members ?? [], to, because)
      notBefore = performance.now() + (moved ? 0 : askedMs)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      notBefore = performance.now() + againMs
      const day = new Date().toISOString().slice(0, 10)
      const key = `reads stayed ${cluster} ${label} ${error.code} ${day}`
      await once(store.signer.unforeseen(key), async () => ({ answer: readsStayed(pool, error) }))
    }
    members = await pool.members()
  }

  return async (): Promise<void> => {
    const nodes = pool.nodes()
    if (!nodes) return
    if (isAskDue(label)) members = await pool.members()
    const wanted = wantedNow(nodes)
    if (isOther(wanted) && performance.now() > notBefore) await move(nodes, wanted.nodes)
    if (members && wanted) await tell({ nodes, members })
  }
}
