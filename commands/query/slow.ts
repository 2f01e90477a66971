import { z } from 'zod'
import { statementsWay } from '#checks/provider'
import { slowChart } from '#checks/slow-chart'
import { sinceLine } from '#cluster/facts/query/counted-since'
import { uncountedBecause } from '#cluster/facts/query/setup'
import {
  otherPartitions,
  type Slowest,
  slowestStatements,
  statementName,
} from '#cluster/facts/query/slowest'
import { type HeavyStatement, wayOfTexts } from '#cluster/facts/query/statements'
import { countsByName } from '#cluster/facts/query/view'
import { type Namesakes, namesakesOf } from '#cluster/facts/table/namesakes'
import { tableNamesIn } from '#cluster/sql/serving'
import { shownStatement } from '#cluster/sql/shown-statement'
import { lineOf, tagOf } from '#cluster/sql/tag'
import { answers } from '#model/command'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { count, fewOf, milliseconds, percent, seconds } from '#text/figures'
import { sqlComment } from '#text/sql-comment'
import { writeCommand } from '#text/write-command'

export const querySlow = answers({
  words: 'query slow',
  summary: 'The statements that take most of the database’s time',
  example: 'limit=5',
  first: null,
  daily: true,
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    limit: z.coerce.number().int().min(1).max(50).default(10).describe('How many, at most 50'),
  }),
  async answer({ input, view }) {
    const slowest = await slowestStatements(view, input.limit)
    const texts = slowest.statements.flatMap(({ all }) => all.map(({ text }) => text))
    const textless = texts.includes(null) ? slowest.textless : null
    const names = texts.flatMap(text => tableNamesIn(text ?? ''))
    const mingled =
      view.cluster.version >= countsByName ? await namesakesOf(view.primary, names) : []
    return slowOf(view, { ...slowest, textless, mingled })
  },
})

interface SlowFacts extends Slowest {
  /** Tables that the statements name, and that PostgreSQL does not tell apart. */
  readonly mingled: readonly Namesakes[]
}

export const slowOf = (
  { cluster: { name, provider }, database }: Pick<View, 'cluster' | 'database'>,
  { setup, sees, since, statements, textless, mingled }: SlowFacts,
): Answer | Refusal => {
  const because = uncountedBecause(setup, database)
  if (because !== null) return refusal(`${because}.`, statementsWay(provider, setup))
  if (!sees)
    return refusal(
      `What others run on ${name} cannot be seen: its login lacks pg_monitor. What is slow is NOT known.`,
      `\`${writeCommand('doctor', { cluster: name })}\` prints the GRANT.`,
      writeCommand('doctor', { cluster: name }),
    )
  const [worst] = statements
  if (!worst) return answer('No statements have been counted yet.')
  return answer(
    `${statementName(worst.worst)}${otherPartitions(worst)} takes ${percent(worst.share)} of the time, ${milliseconds(worst.meanMs)} each${
      since === null ? '' : `, over the last ${seconds(since.seconds)}`
    }.`,
    {
      lines: [
        ...(worst.worst.text === null
          ? []
          : [`\`${lineOf(worst.worst.text, 600).replaceAll('`', 'ˋ')}\``]),
        sinceLine(since),
        ...(textless === null
          ? []
          : [`${textless}. Statements without a text are told by their ids. ${wayOfTexts}`]),
        ...mingled.slice(0, 3).map(mingledLine),
      ],
      table: {
        columns: ['Statement', 'Share of time', 'Mean', 'Calls', 'Rows each'],
        rows: statements.map(one => [
          `${nameInRow(one.worst)}${otherPartitions(one)}`,
          percent(one.share),
          milliseconds(one.meanMs),
          count(one.calls),
          count(one.rows / Math.max(1, one.calls)),
        ]),
      },
      chart: slowChart(name, statements),
      file: {
        name: `slow-${name}.sql`,
        text: `${[sqlComment(`Statements of ${name} without their values, to read: every line is a comment.`), ...statements.flatMap(({ all }) => all).map(asComment)].join('\n\n')}\n`,
      },
    },
  )
}

/** People run a file of SQL: no word of an application stands there as a statement. */
const asComment = (one: HeavyStatement): string =>
  [
    `${statementName(one)}: ${milliseconds(one.meanMs)} × ${count(one.calls)}`,
    one.text === null ? '(without its text)' : shownStatement(one.text),
  ]
    .map(sqlComment)
    .join('\n')

const mingledLine = ({ tables }: Namesakes): string =>
  `PostgreSQL counts the same statement on ${fewOf(tables)} as one, under the text of the first call.`

/** PostgreSQL keeps the text of the first caller, whose tag may name the calls of others: the shape does not. */
const nameInRow = (one: HeavyStatement): string => {
  const tag = one.text === null ? null : tagOf(one.text)
  return one.text === null || tag === null ? statementName(one) : `${tag}: ${lineOf(one.text, 60)}`
}
