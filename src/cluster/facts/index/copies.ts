/** Copies that a concurrent rebuild of one index makes, and names that such copies would need. */
import type { Index } from '#cluster/facts/index/indexes'
import type { Reader } from '#model/view'

/** `…_ccnew` before the two are swapped, `…_ccold` afterwards (manual, REINDEX). */
export const copyEndings = { fresh: '_ccnew', old: '_ccold' } as const

export type Copy = Pick<Index, 'oid' | 'quoted' | 'inProgress'>

/** PostgreSQL swaps a copy in before anybody may use it: a valid index is never a copy, whatever its name. */
export const isCopy = (one: Index, index: Index): boolean =>
  one.oid !== index.oid &&
  !one.valid &&
  one.tableOid === index.tableOid &&
  one.signature === index.signature &&
  one.unique === index.unique &&
  one.name.startsWith(index.name) &&
  /^_cc(new|old)\d*$/.test(one.name.slice(index.name.length))

/** Reads the quoted names of what is no copy of the index and has the name that a copy would get. */
export const namedLikeCopies = async (
  reader: Reader,
  { schema, name }: Pick<Index, 'schema' | 'name'>,
  copies: readonly Copy[],
): Promise<readonly string[]> => {
  const rows = await reader.read<{ quoted: string }>(
    `select format('%I.%I', n.nspname, c.relname) as quoted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = any($2::text[]) and c.oid <> all($3::oid[]) order by quoted`,
    [
      schema,
      Object.values(copyEndings).map(ending => `${name}${ending}`),
      copies.map(({ oid }) => oid),
    ],
  )
  return rows.map(({ quoted }) => quoted)
}
