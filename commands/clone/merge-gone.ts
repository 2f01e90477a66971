/** The words for a table that is gone: the copy takes the place, with the definitions of the clone. */
import type { LeftBehind } from '#cluster/facts/clone/left-behind'
import type { CopiedTable } from '#cluster/facts/clone/merging'
import { asWhom, script, shown } from '#commands/clone/merge-script'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { counted, fewOf } from '#text/figures'
import { writeCommand } from '#text/write-command'

export interface MergeAsked {
  readonly schema: string
  readonly clone?: string | undefined
  readonly table?: string | undefined
  readonly cluster: string
}

export const goneSaid = (
  copy: CopiedTable,
  left: LeftBehind | null,
  { schema, table, clone, cluster }: MergeAsked,
): Answer | Refusal => {
  const title = `${cluster} has no table ${left?.quoted ?? table ?? 'of that name'} to merge into: the copy itself can take its place.`
  const move = `ALTER TABLE ${copy.quoted} SET SCHEMA ${left?.schema ?? 'public'}`
  if (left === null)
    return answer(title, {
      lines: [
        `Move it, with your schema in the place of public: ${shown(move)}`,
        `Indexes, keys, defaults, triggers and policies did not come along, and ${clone === undefined ? 'which clone has them is not known' : `${clone} has no such table`}: \`${writeCommand(`clone merge ${schema}`, { table: copy.source, clone: 'NAME', cluster })}\` writes them down from the clone, for as long as that is there. Howdah runs none of it.`,
      ],
    })
  if (left.owner !== copy.owner)
    return refusal(
      `${left.quoted} belongs to ${left.owner} in ${left.clone}, and the copy ${copy.quoted} to ${copy.owner}.`,
      `Name a table of ${copy.owner} with \`table=\`.`,
    )
  const { quoted, statements, others, generated, policies, partitioned } = left
  const whole = statements.length > 0
  return answer(title, {
    lines: [
      `Move it: ${shown(move)}`,
      whole
        ? `Then make its keys, indexes, defaults and triggers anew: the file has ${counted(statements.length, 'statement')} for that, as ${left.clone} has them. Howdah runs none of it: ${copy.owner} does, by hand.`
        : `${quoted} had no key, index, default or trigger in ${left.clone}. Howdah runs none of it: ${copy.owner} does, by hand.`,
      ...(partitioned ? [`${quoted} was partitioned: what comes back is one plain table.`] : []),
      ...(generated.length > 0
        ? [`Computed columns stay plain ones, with their values: ${fewOf(generated)}.`]
        : []),
      ...(policies
        ? [
            `${quoted} had row-level security: turn that on, with its policies, before anybody reads it.`,
          ]
        : []),
      ...(others.length > 0
        ? [
            `Foreign keys of other owners are not in the file, for them to make again: ${fewOf(others)}.`,
          ]
        : []),
      'Views and rules that a cascade took with the table are not in the file.',
      asWhom(copy),
      `Save the file, and look at what ${left.clone} still shows, before you end it: nothing else has these definitions.`,
    ],
    file: {
      name: 'merge.sql',
      text: script(copy, [
        ['The copy takes the place of the table', move],
        ...statements.map((one, at): readonly [string | null, string] => [
          at === 0 ? `As ${left.clone} has them` : null,
          one,
        ]),
      ]),
    },
  })
}
