/** The facts that decide what may be done to an existing index. */
import { type Copy, isCopy, namedLikeCopies } from '#cluster/facts/index/copies'
import {
  allIndexes,
  findIndexes,
  type Index,
  type IndexUse,
  indexesOf,
  indexUse,
} from '#cluster/facts/index/indexes'
import { type IndexNeeds, indexNeeds } from '#cluster/facts/index/needs'
import type { IndexPlace } from '#cluster/facts/index/place'
import { othersWorkOn } from '#cluster/facts/index/work'
import { waitsFor } from '#cluster/facts/lock/waits-for'
import { lookAtLimits, type SortLimits } from '#cluster/facts/node/limits'
import { lookAtWal, type WalAbout } from '#cluster/facts/node/wal'
import { missingCreate, type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import type { View } from '#model/view'

export type ExistingIndex =
  | { readonly found: 'nothing'; readonly known: readonly string[] }
  | { readonly found: 'several'; readonly indexes: readonly Index[] }
  | FoundIndex

export interface FoundIndex extends OwnerReach {
  readonly found: 'one'
  readonly index: Index
  readonly place: IndexPlace
  readonly claim: {
    readonly on: 'relation'
    readonly key: string
    readonly label: string
    readonly mode: 'exclusive'
  }
  readonly actor: string | null
  /** GRANT that would let the owner build the index again; null when the owner may. */
  readonly createGrant: string | null
  readonly use: readonly IndexUse[]
  readonly unreachable: View['unreachable']
  readonly needs: IndexNeeds
  readonly freeBytes: number | null
  /** Null when no WAL is written. */
  readonly wal: WalAbout | null
  readonly limits: SortLimits
  readonly waitsFor: readonly string[]
  /** The session, other than Howdah's, that works on an index of the table right now. */
  readonly work: string | null
  /** Copies of this very index that rebuilds make, or left. */
  readonly copies: readonly Copy[]
  /** Quoted names of something else that is called like a copy would be. */
  readonly likeCopies: readonly string[]
}

/** Reads the facts about the index that a person typed; `what` is the intended change. */
export const lookAtExisting = async (
  view: View,
  typed: string,
  what: 'drop' | 'rebuild',
): Promise<ExistingIndex> => {
  const { primary, cluster } = view
  const [index, ...more] = await findIndexes(primary, typed)
  if (!index) {
    const known = await allIndexes(primary)
    return { found: 'nothing', known: known.map(({ name }) => name) }
  }
  if (more.length > 0) return { found: 'several', indexes: [index, ...more] }
  const node = view.nodes.find(({ role }) => role === 'primary')
  const copiesOf = async () => {
    const copies = (await indexesOf(primary, index.tableOid)).filter(one => isCopy(one, index))
    return { copies, likeCopies: await namedLikeCopies(primary, index, copies) }
  }
  const [own, reach, createGrant, use, needs, freeBytes, wal, limits, waits, work] =
    await Promise.all([
      copiesOf(),
      ownerReach(primary, cluster.actor, index.owner, cluster.version),
      missingCreate(primary, index.owner, index.schema),
      indexUse(view, [index.oid]),
      indexNeeds(primary, index.oid),
      node?.freeDisk(index.tablespace),
      lookAtWal(view, index),
      lookAtLimits(primary, cluster.actor),
      waitsFor(primary, index.tableOid, what),
      othersWorkOn(primary, [index.tableOid]),
    ])
  return {
    found: 'one',
    index,
    place: {
      node: node?.name ?? '',
      database: view.database,
      role: index.owner,
      schema: index.schema,
      name: index.name,
      quoted: index.quoted,
      tableOid: index.tableOid,
    },
    claim: {
      on: 'relation',
      key: `${view.database}/${index.tableOid}`,
      label: index.quotedTable,
      mode: 'exclusive',
    },
    actor: cluster.actor,
    ...reach,
    createGrant,
    use: use.get(index.oid) ?? [],
    unreachable: view.unreachable,
    needs,
    freeBytes: freeBytes ?? null,
    wal,
    limits,
    waitsFor: waits,
    work,
    ...own,
  }
}
