/** Copies that a concurrent rebuild of one index makes, and names that such copies would need. */
import type { Index } from '#cluster/facts/index/indexes'
import type { Reader } from '#model/view'

export type Copy = Pick<Index, 'oid' | 'quoted' | 'inProgress'>

export interface CopyName {
  readonly name: string
  readonly quoted: string
}

export interface CopyNames {
  /** `…_ccnew`: the new index before the two are swapped (manual, REINDEX). */
  readonly fresh: CopyName
  /** `…_ccold`: the old index afterwards, until no transaction needs that index. */
  readonly old: CopyName
  /** What PostgreSQL leaves of the name of the index before an ending of 6 bytes, 7 bytes and so on. */
  readonly stems: readonly string[]
}

/** Bytes of `_ccnew` and `_ccold`; a number follows where the name is taken. */
const endingBytes = 6

/**
 * PostgreSQL cuts the name so that the ending fits into 63 bytes, never through a character (makeObjectName in
 * src/backend/commands/indexcmds.c). The cast to `name` cuts in the same way, in the encoding of the database.
 */
export const copyNames = async (
  reader: Reader,
  { schema, name }: Pick<Index, 'schema' | 'name'>,
): Promise<CopyNames> => {
  const rows = await reader.read<{ stem: string; fresh: string; old: string }>(
    `select stem, format('%I.%I', $1::text, stem || '_ccnew') as fresh, format('%I.%I', $1::text, stem || '_ccold') as old
     from generate_series(${endingBytes}, ${endingBytes + 3}) room
     cross join lateral (select substring((repeat('x', room) || $2::text)::name::text from room + 1) as stem) cut
     order by room`,
    [schema, name],
  )
  const [first] = rows
  return {
    fresh: { name: `${first?.stem ?? name}_ccnew`, quoted: first?.fresh ?? '' },
    old: { name: `${first?.stem ?? name}_ccold`, quoted: first?.old ?? '' },
    stems: rows.map(({ stem }) => stem),
  }
}

/** PostgreSQL swaps a copy in before anybody may use it: a valid index is never a copy, whatever its name. */
export const isCopy = (one: Index, index: Index, { stems }: Pick<CopyNames, 'stems'>): boolean => {
  const [ending] = /_cc(?:new|old)\d*$/.exec(one.name) ?? []
  return (
    ending !== undefined &&
    one.name === `${stems[ending.length - endingBytes]}${ending}` &&
    one.oid !== index.oid &&
    !one.valid &&
    one.tableOid === index.tableOid &&
    one.signature === index.signature &&
    one.unique === index.unique
  )
}

/** Reads the quoted names of what is no copy of the index and has the name that a copy would get. */
export const namedLikeCopies = async (
  reader: Reader,
  schema: string,
  { fresh, old }: CopyNames,
  copies: readonly Copy[],
): Promise<readonly string[]> => {
  const rows = await reader.read<{ quoted: string }>(
    `select format('%I.%I', n.nspname, c.relname) as quoted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = any($2::text[]) and c.oid <> all($3::oid[]) order by quoted`,
    [schema, [fresh.name, old.name], copies.map(({ oid }) => oid)],
  )
  return rows.map(({ quoted }) => quoted)
}
