/** Finds the moment that a person means by an event: a dropped table, a transaction, or a restore point. */
import {
  hashOfName,
  hashOfOid,
  hashOfRelation,
  schemaOfHash,
} from '#cluster/facts/restore/catalogue-hash'
import type { MomentRecord } from '#cluster/facts/restore/records'

export type Event =
  | {
      readonly kind: 'drop'
      readonly database: number
      /** The names that the table may have, the likeliest first. */
      readonly tables: readonly string[]
      /** Null for any of `schemas`. */
      readonly schema: string | null
      /** Those that are there now. */
      readonly schemas: readonly { readonly oid: number; readonly name: string }[]
    }
  | { readonly kind: 'xid'; readonly xid: number }
  | { readonly kind: 'name'; readonly name: string }
  /** The first commit at this LSN or later. */
  | { readonly kind: 'commit' }

export interface FoundMoment {
  /** Where the record begins; for a drop where the lock was taken. */
  readonly lsn: string
  /** When the transaction was committed, or the restore point made, as an ISO time. */
  readonly at: string
  readonly xid: number | null
  readonly table: FoundTable | null
}

export interface FoundTable {
  readonly schema: string
  readonly table: string
  /** Null for a schema that is gone as well. */
  readonly schemaOid: number | null
}

export interface MomentFinder {
  /** True once no later record counts. */
  hear(record: MomentRecord): boolean
  found(): FoundMoment | null
}

/** An application may lock tables without end. Of a forgotten lock the commit counts. */
const mostLocks = 1_000_000

/** Of several drops the last counts, else the first. */
export const momentFinder = (event: Event): MomentFinder => {
  const locks = new Map<string, string>()
  let found: FoundMoment | null = null
  const hearDrop = (record: MomentRecord): boolean => {
    if (event.kind !== 'drop') return false
    if (record.kind === 'locks')
      for (const { xid, relation } of record.locks) {
        // Locks are told again with each picture of what runs.
        const key = `${xid} ${relation}`
        if (locks.has(key)) continue
        locks.set(key, record.lsn)
        const [oldest = ''] = locks.keys()
        if (locks.size > mostLocks) locks.delete(oldest)
      }
    if (record.kind !== 'commit' || record.database !== event.database) return false
    const dropped = droppedIn(record, event)
    if (!dropped) return false
    const taken = [record.xid, ...record.subxids].flatMap(
      xid => locks.get(`${xid} ${dropped.oid}`) ?? [],
    )
    const { oid: _, ...table } = dropped
    found = { lsn: taken[0] ?? record.lsn, at: record.at, xid: record.xid, table }
    return false
  }
  return {
    hear(record) {
      if (event.kind === 'drop') return hearDrop(record)
      if (isMeant(event, record) && record.kind !== 'locks')
        found = {
          lsn: record.lsn,
          at: record.at,
          xid: record.kind === 'commit' ? record.xid : null,
          table: null,
        }
      return found !== null
    },
    found: () => found,
  }
}

const isMeant = (event: Exclude<Event, { kind: 'drop' }>, record: MomentRecord): boolean => {
  switch (event.kind) {
    case 'xid':
      return record.kind === 'commit' && [record.xid, ...record.subxids].includes(event.xid)
    case 'name':
      return record.kind === 'name' && record.name === event.name
    case 'commit':
      return record.kind === 'commit'
  }
}

/** A row of pg_class that is gone makes the entry of its oid invalid, and right behind that the entry of its name. */
const droppedIn = (
  { dropped, hashes }: Extract<MomentRecord, { kind: 'commit' }>,
  { tables, schema, schemas }: Extract<Event, { kind: 'drop' }>,
): (FoundTable & { readonly oid: number }) | undefined => {
  if (dropped.length === 0) return undefined
  const known = new Map(
    tables.flatMap(table =>
      schemas
        .filter(one => schema === null || one.name === schema)
        .map(one => [hashOfRelation(table, one.oid), { table, one }] as const),
    ),
  )
  const oids = new Map(dropped.map(oid => [hashOfOid(oid), oid]))
  const all = new Set(hashes)
  const gone = schema !== null && all.has(hashOfName(schema))
  for (const [at, hash] of hashes.entries()) {
    const oid = oids.get(hashes[at - 1] ?? -1)
    if (oid === undefined) continue
    const live = known.get(hash)
    if (live) return { oid, schema: live.one.name, table: live.table, schemaOid: live.one.oid }
    // The schema went in the same transaction.
    const table = gone && tables.find(name => all.has(hashOfOid(schemaOfHash(hash, name))))
    if (table) return { oid, schema: schema ?? '', table, schemaOid: null }
  }
  return undefined
}
