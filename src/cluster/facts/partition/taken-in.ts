/** Tables that rows were put into: an empty table takes no page. */
import type { Reader } from '#model/view'

/** `tables` are quoted names; a table that is gone is left out. */
export const takenIn = (
  reader: Reader,
  tables: readonly string[],
): Promise<readonly { readonly quoted: string; readonly bytes: number }[]> =>
  reader.read<{ quoted: string; bytes: number }>(
    `select t.quoted, pg_relation_size(to_regclass(t.quoted))::float8 as bytes from unnest($1::text[]) with ordinality t(quoted, place)
     where pg_relation_size(to_regclass(t.quoted)) > 0 order by t.place`,
    [tables],
  )

/** The quoted names whose tables have another oid by now, or are gone. */
export const areGone = async (
  reader: Reader,
  tables: readonly { readonly quoted: string; readonly oid: string }[],
): Promise<readonly string[]> =>
  (
    await reader.read<{ quoted: string }>(
      `select t.quoted from unnest($1::text[], $2::text[]) with ordinality t(quoted, oid, place)
       where to_regclass(t.quoted)::oid is distinct from t.oid::oid order by t.place`,
      [tables.map(({ quoted }) => quoted), tables.map(({ oid }) => oid)],
    )
  ).map(({ quoted }) => quoted)
