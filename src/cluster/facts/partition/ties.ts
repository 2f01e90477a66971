/** Foreign keys, and sessions at work, in the way of the locks of a rotation. */
import { waitsFor } from '#cluster/facts/lock/waits-for'
import { fromSessions, readSessions, sessionColumns } from '#cluster/facts/session/sessions'
import type { Reader } from '#model/view'

export interface Ties {
  /** Tables that foreign keys of the set refer to, quoted: an attachment locks them against writes. */
  readonly refersTo: readonly string[]
  /** Tables whose foreign keys refer to the set, quoted. */
  readonly referredBy: readonly string[]
  /** True where a column of the set is an identity. */
  readonly hasIdentity: boolean
  /** VACUUMs at work on tables of the set: a short try never gets past such a lock. */
  readonly vacuums: readonly VacuumAtWork[]
  /** Old transactions that a detachment waits for; each completes the sentence "It waits for …". */
  readonly waitsFor: readonly string[]
}

export interface VacuumAtWork {
  readonly pid: number
  /** Quoted. */
  readonly table: string
  /** True for autovacuum, which gives way to a lock that is waited for longer than a second. */
  readonly auto: boolean
  /** True where the VACUUM prevents wraparound, and never gives way. */
  readonly wraparound: boolean
}

/** `oid` of the partitioned table. */
export const tiesOf = async (reader: Reader, oid: string): Promise<Ties> => {
  const [[keys], vacuums, waits] = await Promise.all([
    reader.read<Pick<Ties, 'refersTo' | 'referredBy' | 'hasIdentity'>>(foreignKeys, [oid]),
    vacuumsOf(reader, oid),
    waitsFor(reader, oid, 'drop'),
  ])
  return {
    refersTo: keys?.refersTo ?? [],
    referredBy: keys?.referredBy ?? [],
    hasIdentity: keys?.hasIdentity ?? false,
    vacuums,
    waitsFor: waits,
  }
}

const named = (oid: string): string =>
  `(select format('%I.%I', n.nspname, t.relname) from pg_class t join pg_namespace n on n.oid = t.relnamespace where t.oid = ${oid})`

const foreignKeys = `select
  array(select distinct ${named('k.confrelid')} from pg_constraint k where k.contype = 'f' and k.conrelid = $1::oid order by 1) as "refersTo",
  array(select distinct ${named('k.conrelid')} from pg_constraint k where k.contype = 'f' and k.confrelid = $1::oid
    and k.conparentid = 0 order by 1) as "referredBy",
  exists (select from pg_attribute where attrelid = $1::oid and attidentity <> '' and not attisdropped) as "hasIdentity"`

const vacuumsOf = async (reader: Reader, oid: string): Promise<readonly VacuumAtWork[]> => {
  const rows = await readSessions<
    { table: string; wraparound: boolean } & Awaited<ReturnType<typeof readSessions>>[number]
  >(
    reader,
    `select ${sessionColumns}, ${named('v.relid')} as "table",
       coalesce(a.query like '%(to prevent wraparound)%', false) as wraparound
     ${fromSessions} join pg_stat_progress_vacuum v on v.pid = a.pid
     where v.relid in (select inhrelid from pg_inherits where inhparent = $1::oid)`,
    [oid],
  )
  return rows.map(({ pid, table, kind, wraparound }) => ({
    pid,
    table,
    auto: kind === 'autovacuum worker',
    wraparound,
  }))
}
