/** The facts that decide what may be done to an existing index. */
import {
  type Copy,
  type CopyNames,
  copyNames,
  isCopy,
  namedLikeCopies,
} from '#cluster/facts/index/copies'
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
import { sameAs } from '#cluster/facts/index/remark'
import { othersWorkOn } from '#cluster/facts/index/work'
import { waitsFor } from '#cluster/facts/lock/waits-for'
import { lookAtLimits, type SortLimits } from '#cluster/facts/node/limits'
import { isReplicated, lookAtWal, type WalAbout } from '#cluster/facts/node/wal'
import { missingCreate, type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import type { MeasuredBuild } from '#model/record/measured-build'
import type { Remembered } from '#model/record/remembered'
import type { View } from '#model/view'

interface NoIndex {
  readonly found: 'nothing'
  readonly known: readonly string[]
}
interface SeveralIndexes {
  readonly found: 'several'
  readonly indexes: readonly Index[]
}

/** What every change of an index asks about. */
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
  readonly waitsFor: readonly string[]
  /** The session, other than Howdah's, that works on an index of the table right now. */
  readonly work: string | null
}

export interface DropFacts {
  /** GRANT that would let the owner build the index again; null when the owner may. */
  readonly createGrant: string | null
  readonly use: readonly IndexUse[]
  readonly unreachable: View['unreachable']
  /** A valid index of the table that is the same but for name and UNIQUE; null for none. */
  readonly same: Index | null
  /** Null where Howdah never measured a build of the index. */
  readonly build: MeasuredBuild | null
  readonly needs: IndexNeeds
  /** True where replicas replay the end of the index. */
  readonly replicated: boolean
}

export interface RebuildFacts {
  readonly freeBytes: number | null
  /** Null when no WAL is written. */
  readonly wal: WalAbout | null
  readonly limits: SortLimits
  /** Copies of this very index that rebuilds make, or left. */
  readonly copies: readonly Copy[]
  readonly copyNames: CopyNames
  /** Quoted names of something else that is called like a copy would be. */
  readonly likeCopies: readonly string[]
}

export type Existing<More> = NoIndex | SeveralIndexes | (FoundIndex & More)

/** Reads the facts about the drop of the index that a person typed. */
export const lookAtDrop = (
  view: View,
  typed: string,
  known?: Pick<Remembered, 'measured'>,
): Promise<Existing<DropFacts>> =>
  lookAtExisting(view, typed, 'drop', async index => {
    const [createGrant, use, needs, replicated, beside, build] = await Promise.all([
      missingCreate(view.primary, index.owner, index.schema),
      indexUse(view, [index.oid]),
      indexNeeds(view.primary, index.oid),
      isReplicated(view, index),
      indexesOf(view.primary, index.tableOid),
      known?.measured(index.quoted) ?? null,
    ])
    const { unreachable } = view
    const same = sameAs(index, beside)
    const own = use.get(index.oid) ?? []
    return { createGrant, use: own, unreachable, same, build, needs, replicated }
  })

/** Reads the facts about the rebuild of the index that a person typed. */
export const lookAtRebuild = (view: View, typed: string): Promise<Existing<RebuildFacts>> =>
  lookAtExisting(view, typed, 'rebuild', async index => {
    const { primary, nodes, cluster } = view
    const copiesOf = async () => {
      const names = await copyNames(primary, index)
      const beside = await indexesOf(primary, index.tableOid)
      const copies = beside.filter(one => isCopy(one, index, names))
      const likeCopies = await namedLikeCopies(primary, index.schema, names, copies)
      return { copies, copyNames: names, likeCopies }
    }
    const [own, freeBytes, wal, limits] = await Promise.all([
      copiesOf(),
      nodes.find(({ role }) => role === 'primary')?.freeDisk(index.tablespace),
      lookAtWal(view, index),
      lookAtLimits(primary, cluster.logins.ddl),
    ])
    return { ...own, freeBytes: freeBytes ?? null, wal, limits }
  })

const lookAtExisting = async <More>(
  view: View,
  typed: string,
  what: 'drop' | 'rebuild',
  lookFurther: (index: Index) => Promise<More>,
): Promise<Existing<More>> => {
  const { primary, cluster } = view
  const [index, ...others] = await findIndexes(primary, typed)
  if (!index) {
    const known = await allIndexes(primary)
    return { found: 'nothing', known: known.map(({ name }) => name) }
  }
  if (others.length > 0) return { found: 'several', indexes: [index, ...others] }
  const [more, reach, waits, work] = await Promise.all([
    lookFurther(index),
    ownerReach(primary, cluster.logins.ddl, index.owner, cluster.version),
    waitsFor(primary, index.tableOid, what),
    othersWorkOn(view, [index.tableOid]),
  ])
  return {
    found: 'one',
    index,
    place: {
      node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
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
    actor: cluster.logins.ddl,
    ...reach,
    waitsFor: waits,
    work,
    ...more,
  }
}
