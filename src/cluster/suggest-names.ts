/** Names to choose from while a person types. */
import { ours } from '#cluster/facts/table/tables'
import type { NameChoice } from '#model/input'
import type { Reader } from '#model/view'

type Suggestable = 'table' | 'index'

const kinds: Readonly<Record<Suggestable, readonly string[]>> = {
  table: ['r', 'p', 'm'],
  index: ['i'],
}

/** Reads first the names that begin with the typed text, then the names that contain the text. */
export const suggestNames = (
  reader: Reader,
  what: Suggestable,
  typed: string,
  most: number,
): Promise<readonly NameChoice[]> => reader.read<NameChoice>(named, [kinds[what], typed, most])

const named = `select label, value from (
  select c.relname as name, n.nspname as schema, format('%I.%I', n.nspname, c.relname) as value,
    case n.nspname when 'public' then c.relname::text else n.nspname || '.' || c.relname end as label
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind::text = any($1::text[]) and ${ours}) named
where strpos(lower(label), lower($2)) > 0 or strpos(value, $2) > 0
order by starts_with(lower(name), lower($2)) desc, name, schema limit $3`

/** A replica that gives no answer is not offered. */
export const suggestReplicas = async (
  nodes: readonly { readonly name: string; readonly reader: Reader }[],
  typed: string,
): Promise<readonly NameChoice[]> => {
  const found = await Promise.allSettled(
    nodes.map(async ({ name, reader }) => {
      const [is] = await reader.read<{ replica: boolean }>('select pg_is_in_recovery() as replica')
      return is?.replica === true ? [{ label: name, value: name }] : []
    }),
  )
  return found
    .flatMap(one => (one.status === 'fulfilled' ? one.value : []))
    .filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase()))
}
