/** The indexes of a database that waste most, with all facts about a rebuild of each. */

import { type FoundIndex, lookAtRebuild, type RebuildFacts } from '#cluster/facts/index/existing'
import { type IndexBloat, indexBloat, isBloated } from '#cluster/facts/index/waste/bloat'
import { ours } from '#cluster/facts/table/tables'
import type { View } from '#model/view'

export type ToRebuild = FoundIndex & RebuildFacts

export interface WorstIndexes {
  readonly found: 'worst'
  readonly database: string
  readonly bloated: readonly { readonly index: ToRebuild; readonly bloat: IndexBloat }[]
  /** Sizes of all indexes, by quoted name. */
  readonly bytes: ReadonlyMap<string, number>
  /** Count of the indexes that neither a measure nor an estimate tells about. */
  readonly unknown: number
}

/** More than asked for, since some may not be rebuilt. */
const spare = 4

export const lookAtWorst = async (view: View, worst: number): Promise<WorstIndexes> => {
  const [all, sizes] = await Promise.all([
    indexBloat(view.primary),
    view.primary.read<{ quoted: string; bytes: number }>(everySize),
  ])
  const first = all.filter(isBloated).slice(0, worst + spare)
  const bloated = await Promise.all(
    first.map(async bloat => {
      const index = await lookAtRebuild(view, bloat.quoted)
      return index.found === 'one' ? [{ index, bloat }] : []
    }),
  )
  return {
    found: 'worst',
    database: view.database,
    bloated: bloated.flat(),
    bytes: new Map(sizes.map(({ quoted, bytes }) => [quoted, bytes])),
    unknown: all.filter(({ wastedBytes }) => wastedBytes === null).length,
  }
}

// Reading a size waits for the end of an ACCESS EXCLUSIVE lock.
const everySize = `select format('%I.%I', n.nspname, c.relname) as quoted, pg_relation_size(c.oid)::float8 as bytes
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_index i on i.indexrelid = c.oid
  where c.relkind = 'i' and i.indisvalid and ${ours} and not exists (select from pg_locks l
    where l.relation in (i.indexrelid, i.indrelid) and l.mode = 'AccessExclusiveLock'
      and l.database = (select oid from pg_database where datname = current_database()))`
