/** The moment that a person means, found in the archived WAL where an event is meant. */
import { type ArchivedWal, withArchivedWal } from '#cluster/facts/restore/archived-wal'
import { backupFor } from '#cluster/facts/restore/backup-for'
import { type Event, type FoundMoment, momentFinder } from '#cluster/facts/restore/find-moment'
import { readLiveMoments } from '#cluster/facts/restore/live-wal'
import type { RestoreFacts } from '#cluster/facts/restore/look'
import { readMoments, type StretchRead } from '#cluster/facts/restore/read-moments'
import { ours, tableNames } from '#cluster/facts/table/tables'
import type { CloneTarget } from '#model/clone/target'
import type { Reader, View } from '#model/view'
import { nearest } from '#text/nearest'

export type MomentWish =
  | { readonly kind: 'known'; readonly target: CloneTarget }
  /** A name as a person types names of tables. */
  | { readonly kind: 'drop'; readonly typed: string }
  | { readonly kind: 'xid'; readonly xid: string }
  | { readonly kind: 'name'; readonly name: string }

export interface MomentFacts extends RestoreFacts {
  /** Null where no moment is meant, and where none was found. */
  readonly target: CloneTarget | null
  /** Null where nothing had to be found. */
  readonly sought: Sought | null
}

export interface Sought {
  readonly found: FoundMoment | null
  /** Between which LSNs each record was read; null where no backup or no WAL is there. */
  readonly read: StretchRead | null
  /** Whether the server's own files were read too, so that `read` ends at the present. */
  readonly live: boolean
  /** About the table of a drop; null for another event. */
  readonly table: NamedTable | null
  /** About a transaction; null for another event. */
  readonly transaction: TransactionAbout | null
}

export interface NamedTable {
  readonly schema: string
  readonly table: string
  /** Whether a table of the name is there now. */
  readonly there: boolean
  /** Whether the schema is there now, or the drop that took it was found. */
  readonly hasSchema: boolean
  /** A table that is there and is called nearly so, where no drop was found; else null. */
  readonly near: string | null
}

export interface TransactionAbout {
  /** The 32 bits of the id that WAL has. */
  readonly xid: string
  readonly ahead: boolean
  /** `committed`, `aborted` or `in progress`; null for an id that is too old, or ahead. */
  readonly status: string | null
}

/** Without a reader, of a server that does not answer, a drop is not sought: the names of its schemas are not known. */
export const lookForMoment = async (
  view: Pick<View, 'repository'> & { readonly primary: Reader | null },
  wish: MomentWish | undefined,
  facts: RestoreFacts,
): Promise<MomentFacts> => {
  if (wish === undefined) return { ...facts, target: null, sought: null }
  if (wish.kind === 'known') return { ...facts, target: wish.target, sought: null }
  const archived = [...(facts.repository?.told?.archived?.keys() ?? [])]
  const search = (wal: ArchivedWal | null) => seek({ reader: view.primary, wal, facts }, wish)
  const { target, sought } =
    (view.repository &&
      (await withArchivedWal(view.repository, { archived, data: null }, search))) ??
    (await search(null))
  const fit = target && backupFor(facts.whole, target)
  return { ...facts, target, sought, chosen: fit ?? (target ? null : facts.chosen) }
}

interface Seeking {
  /** Null where no node answers. */
  readonly reader: Reader | null
  /** Null where the archive cannot be read from here. */
  readonly wal: ArchivedWal | null
  readonly facts: RestoreFacts
}

const seek = async (
  seeking: Seeking,
  wish: Exclude<MomentWish, { kind: 'known' }>,
): Promise<{ readonly target: CloneTarget | null; readonly sought: Sought }> => {
  const nothing = { table: null, transaction: null, live: false }
  switch (wish.kind) {
    case 'name': {
      const { found, read } = await searched(seeking, wish)
      const target = found && ({ kind: 'name', name: wish.name, lsn: found.lsn } as const)
      return { target, sought: { ...nothing, found, read } }
    }
    case 'xid': {
      const transaction = await transactionAbout(seeking.reader, wish.xid)
      const { xid } = transaction
      const { found, read } = await searched(seeking, { kind: 'xid', xid: Number(xid) })
      return {
        target: found && { kind: 'xid', xid, lsn: found.lsn },
        sought: { ...nothing, transaction, found, read },
      }
    }
    case 'drop':
      return seeking.reader === null
        ? { target: null, sought: { ...nothing, found: null, read: null } }
        : seekDrop({ ...seeking, reader: seeking.reader }, wish.typed)
  }
}

const seekDrop = async (seeking: Seeking & { readonly reader: Reader }, typed: string) => {
  const named = nameIn(typed)
  const [about] = await seeking.reader.read<SchemasAbout>(schemasNow, [named.tables])
  if (!about) throw new Error('no schemas')
  const { database, schemas, tables } = about
  const event = { kind: 'drop', database, schemas, ...named } as const
  const { found, read, live } = await searchedUpToNow(seeking, event)
  const schema = found?.table?.schema ?? named.schema ?? 'public'
  const table = found?.table?.table ?? named.tables.at(-1) ?? typed
  const there = tables.some(one => one.schema === schema && named.tables.includes(one.table))
  const schemaOid = found?.table
    ? found.table.schemaOid
    : (schemas.find(({ name }) => name === schema)?.oid ?? null)
  const known = found || there ? [] : await tableNames(seeking.reader)
  const near = nearest(table, known) ?? null
  const sought = {
    found,
    read,
    live,
    table: { schema, table, there, hasSchema: found !== null || schemaOid !== null, near },
    transaction: null,
  }
  // A near name is more likely than a drop of a moment ago.
  if (!found && (there || live || near !== null || schemaOid === null || read?.damage !== null))
    return { target: null, sought }
  const drop = found && { lsn: found.lsn, at: found.at, xid: String(found.xid) }
  return {
    target: { kind: 'drop', schema, table, database, schemaOid, found: drop } as const,
    sought,
  }
}

interface SchemasAbout {
  readonly database: number
  readonly schemas: readonly { readonly oid: number; readonly name: string }[]
  /** Of the asked names. */
  readonly tables: readonly { readonly schema: string; readonly table: string }[]
}

const schemasNow = `select (select oid::int8::float8 from pg_database where datname = current_database()) as database,
  (select coalesce(json_agg(json_build_object('oid', n.oid::int8, 'name', n.nspname)), '[]')
    from pg_namespace n where ${ours}) as schemas,
  (select coalesce(json_agg(json_build_object('schema', n.nspname, 'table', c.relname)), '[]')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relname = any($1) and c.relkind in ('r', 'p', 'm') and ${ours}) as tables`

/** Unquoted names may be meant as typed, and in lower case as SQL would mean them. */
const nameIn = (
  typed: string,
): { readonly schema: string | null; readonly tables: readonly string[] } => {
  const parts = /^(?:("(?:[^"]|"")+"|[^".]+)\.)?("(?:[^"]|"")+"|[^".]+)$/.exec(typed)
  if (!parts) return { schema: null, tables: [typed] }
  const [, schema, table = ''] = parts
  const names = bothCases(table)
  return { schema: schema === undefined ? null : (bothCases(schema).at(-1) ?? null), tables: names }
}

const bothCases = (name: string): readonly string[] =>
  name.startsWith('"')
    ? [name.slice(1, -1).replaceAll('""', '"')]
    : [...new Set([name, name.toLowerCase()])]

const transactionAbout = async (reader: Reader | null, xid: string): Promise<TransactionAbout> => {
  if (!reader) return { xid: String(BigInt(xid) % 2n ** 32n), ahead: false, status: null }
  const [row] = await reader.read<TransactionAbout>(transaction, [xid])
  if (!row) throw new Error('no transaction')
  return row
}

/** Without an epoch the newest transaction of the 32 bits is meant. */
const transaction = `with now as (select pg_snapshot_xmax(pg_current_snapshot())::text::numeric as next),
  meant as (select next, case when $1::numeric >= 4294967296 then $1::numeric
      else next - mod(next, 4294967296) + $1::numeric
        - case when $1::numeric >= mod(next, 4294967296) and next >= 4294967296 then 4294967296 else 0 end end as id from now)
  select mod(id, 4294967296)::text as xid, id >= next as ahead,
    case when id between 3 and next - 1 then pg_xact_status(id::text::xid8) end as status from meant`

/** Files of WAL that are read at most, of 16 GB. */
const mostFiles = 1_024

/** Reads behind the newest backup first: a drop that an earlier backup alone can bring back is sought there. */
const searched = async (
  { wal, facts: { whole } }: Pick<Seeking, 'wal' | 'facts'>,
  event: Event,
): Promise<Pick<Sought, 'found' | 'read'>> => {
  const reads: StretchRead[] = []
  let until: string | null = null
  for (const { about } of whole) {
    const finder = momentFinder(event)
    const files = reads.reduce((left, one) => left - one.files, mostFiles)
    if (!wal || files <= 0) break
    const read = await readMoments({ wal, about, from: null, until, files }, record =>
      finder.hear(record),
    )
    if (read) reads.push(read)
    const found = finder.found()
    if (found) return { found, read: joined(reads) }
    until = about.startLsn
  }
  return { found: null, read: joined(reads) }
}

/** A drop that is not archived yet is in the files of the server, where those can be read from here. */
const searchedUpToNow = async (
  seeking: Seeking & { readonly reader: Reader },
  event: Event,
): Promise<Pick<Sought, 'found' | 'read' | 'live'>> => {
  const { found, read } = await searched(seeking, event)
  const [newest] = seeking.facts.whole
  if (found || !newest || !read || read.damage !== null) return { found, read, live: false }
  const finder = momentFinder(event)
  const wanted = { about: newest.about, from: read.to }
  const to = await readLiveMoments(seeking.reader, wanted, record => finder.hear(record))
  return to === null
    ? { found, read, live: false }
    : { found: finder.found(), read: { ...read, to }, live: true }
}

/** The newest comes first. */
const joined = (reads: readonly StretchRead[]): StretchRead | null => {
  const [newest, oldest] = [reads[0], reads.at(-1)]
  return newest && oldest
    ? {
        from: oldest.from,
        to: newest.to,
        files: reads.reduce((sum, one) => sum + one.files, 0),
        damage: reads.find(one => one.damage !== null)?.damage ?? null,
      }
    : null
}
