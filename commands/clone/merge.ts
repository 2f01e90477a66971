import { z } from 'zod'
import { type LeftBehind, leftBehind } from '#cluster/facts/clone/left-behind'
import { type MergedTable, type Merging, mergingOf } from '#cluster/facts/clone/merging'
import { goneSaid, type MergeAsked } from '#commands/clone/merge-gone'
import { asWhom, script, shown } from '#commands/clone/merge-script'
import { mergeSql } from '#commands/clone/merge-sql'
import { answers } from '#model/command'
import { line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { fewOf } from '#text/figures'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export const cloneMerge = answers({
  words: 'clone merge',
  summary: 'The SQL that brings rows of an exported table back, to run by hand',
  example: 'recovered_orders_20261130_1403',
  first: 'schema',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    schema: line.max(63).describe('The schema that `clone export` made'),
    table: line
      .max(130)
      .optional()
      .describe('Which table gets the rows; the one of the same name when left out')
      .meta({ names: 'table', writtenAs: 'name' }),
    clone: line
      .max(60)
      .optional()
      .describe('The clone that tells keys, indexes and defaults of a table that is gone'),
  }),
  async answer({ input, view, engine }) {
    const made = await engine.copiesMade(view.cluster.name, view.database)
    const merging = await mergingOf(view.primary, made, input)
    const { copy, into, others } = merging
    const gone = copy !== null && into.length === 0 && others.length === 0
    const behind = gone
      ? await leftBehind(view, { clone: input.clone, table: input.table ?? copy.source })
      : null
    return mergeSaid(merging, { ...input, cluster: view.cluster.name }, behind)
  },
})

export const mergeSaid = (
  { copy, into, others }: Merging,
  { schema, table, clone, cluster }: MergeAsked,
  behind: LeftBehind | null = null,
): Answer | Refusal => {
  if (copy === null)
    return refusal(
      `${cluster} has no schema ${schema} that \`clone export\` made.`,
      'Export a table of a clone first: its plan names the schema.',
      'clone export',
    )
  const [only, ...more] = into
  const [stranger] = others
  if (only === undefined)
    return stranger === undefined
      ? goneSaid(copy, behind, { schema, table, clone, cluster })
      : twoOwners(copy, stranger)
  if (more.length > 0)
    return refusal(
      `Several tables have that name: ${fewOf(into.map(({ quoted }) => quoted))}.`,
      `Name one with its schema: \`${writeCommand(`clone merge ${schema}`, { table: only.quoted, cluster })}\`.`,
    )
  for (const { quoted, strangers } of [only, copy])
    for (const owner of strangers) return twoOwners(copy, { quoted: `A part of ${quoted}`, owner })
  const { compare, insert, update, left } = mergeSql(copy, only)
  const byKey = only.key.length > 0
  return answer(
    `This brings rows of ${copy.quoted} back into ${only.quoted}. Howdah runs none of it: ${only.owner} does, by hand.`,
    {
      lines: [
        `Compare: ${shown(compare)}`,
        ...(insert === null
          ? [
              `${only.quoted} has no key, and some values cannot be compared: choose the rows by eye.`,
            ]
          : [
              `Insert ${byKey ? 'what is missing' : 'each row that is not there'}: ${shown(insert)}`,
            ]),
        ...(update === null ? [] : [`Put changed rows back as they were: ${shown(update)}`]),
        ...(byKey
          ? []
          : [
              'Without a primary key a row that was changed counts as missing: look before you insert.',
            ]),
        ...(left.length === 0
          ? []
          : [`${only.quoted} has no column ${listed(left)} any more: these values stay behind.`]),
        ...(only.triggers
          ? [`Triggers and foreign keys of ${only.quoted} count, as for any write.`]
          : []),
        asWhom(only),
        'Run it in a transaction, and commit once the counts are right. Undo of the export drops the copy afterwards.',
      ],
      file: {
        name: 'merge.sql',
        text: script(only, [
          ['What is missing, and what is not the same', compare],
          ['What is missing comes back', insert],
          ['What was changed is again as it was', update],
        ]),
      },
    },
  )
}

/** Each owner's triggers, policies and defaults would be called with the rights that the other's part needs. */
const twoOwners = (
  copy: Pick<MergedTable, 'quoted' | 'owner'>,
  other: Pick<MergedTable, 'quoted' | 'owner'>,
): Refusal =>
  refusal(
    `${other.quoted} belongs to ${other.owner}, and the copy ${copy.quoted} to ${copy.owner}: whoever may act as both would run the code of one with the rights of the other.`,
    `Give both to one owner first, or name a table of ${copy.owner} with \`table=\`.`,
  )
