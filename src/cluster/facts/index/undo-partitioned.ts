/** The facts for an undo that drops the index of a partitioned table, with the parts that were there before. */
import { type DropFacts, type Existing, lookAtDrop } from '#cluster/facts/index/existing'
import { findIndexes, type Index } from '#cluster/facts/index/indexes'
import { mayBeSame } from '#cluster/sql/index-definition'
import { numbered } from '#cluster/sql/index-name'
import type { View } from '#model/view'

/** A part that was there before the whole. */
export interface KeptPart {
  readonly index: Index
  readonly quotedSchema: string
  readonly own: Name
  /** A free name. */
  readonly aside: Name
}

/** Plain and quoted, without a schema. */
interface Name {
  readonly name: string
  readonly quoted: string
}

export type DropWholeAgain = Existing<
  DropFacts & {
    /** False when a different index has the name by now. */
    readonly asBuilt: boolean
    readonly kept: readonly KeptPart[]
  }
>

/** The first effect of the step is about the whole, each other effect about a part that was there before. */
export const lookAtDropWhole = async (
  view: View,
  effects: readonly { readonly object: string }[],
  statement: string | undefined,
): Promise<DropWholeAgain> => {
  const [whole, ...before] = effects
  const facts = await lookAtDrop(view, whole?.object ?? '')
  if (facts.found !== 'one') return facts
  const asBuilt = statement === undefined || mayBeSame(facts.index.definition, statement)
  const kept = await Promise.all(before.map(({ object }) => keptPart(view, object)))
  return { ...facts, asBuilt, kept: kept.flat() }
}

/** Empty where the partition went, or took its part along. */
const keptPart = async ({ primary }: View, object: string): Promise<readonly KeptPart[]> => {
  const index = (await findIndexes(primary, object)).find(
    ({ quoted, partition }) => quoted === object && partition,
  )
  if (!index) return []
  const taken = await primary.read<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1`,
    [index.schema],
  )
  const name = numbered(index.name, new Set(taken.map(one => one.name)))
  const [row] = await primary.read<{ schema: string; own: string; aside: string }>(
    'select quote_ident($1) as schema, quote_ident($2) as own, quote_ident($3) as aside',
    [index.schema, index.name, name],
  )
  return row
    ? [
        {
          index,
          quotedSchema: row.schema,
          own: { name: index.name, quoted: row.own },
          aside: { name, quoted: row.aside },
        },
      ]
    : []
}
