import { z } from 'zod'
import { statementsWay } from '#checks/provider'
import { slowChart } from '#checks/query/slow-chart'
import { slowerLines } from '#checks/query/slower-lines'
import { sinceLine } from '#cluster/facts/query/counted-since'
import { uncountedBecause } from '#cluster/facts/query/setup'
import {
  otherPartitions,
  type Slowest,
  slowestStatements,
  statementName,
} from '#cluster/facts/query/slowest'
import { type HeavyStatement, textsOf, wayOfTexts } from '#cluster/facts/query/statements'
import { countsByName } from '#cluster/facts/query/view'
import { type Namesakes, namesakesOf } from '#cluster/facts/table/namesakes'
import { tableNamesIn } from '#cluster/sql/serving'
import { shownStatement } from '#cluster/sql/shown-statement'
import { lineOf, tagOf } from '#cluster/sql/tag'
import { answers } from '#model/command'
import { line } from '#model/input'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { NewestTraffic } from '#model/traffic'
import type { View } from '#model/view'
import { count, fewOf, milliseconds, percent, seconds } from '#text/figures'
import { minute } from '#text/instant'
import { readMinutes } from '#text/length'
import { sqlComment } from '#text/sql-comment'
import { writeCommand } from '#text/write-command'

const everything = 'all'

const length = line.refine(
  said => {
    const minutes = readMinutes(said) ?? 0
    return said === everything || (minutes >= 1 && minutes <= 15)
  },
  { error: 'Write a length of time from 1 to 15 minutes, `15m`, or `all`.' },
)

export const querySlow = answers({
  words: 'query slow',
  summary: 'The statements that take most of the database’s time',
  example: 'limit=5',
  first: null,
  daily: true,
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    last: length
      .default('5 min')
      .describe('How far back, at most 15 minutes: `15m`; `all` since the counters began'),
    limit: z.coerce.number().int().min(1).max(50).default(10).describe('How many, at most 50'),
  }),
  async answer({ input, view, engine }) {
    const whole = input.last === everything
    const newest = whole
      ? { spent: null, changedAt: null, slower: [] }
      : await engine.newestTraffic(view, readMinutes(input.last) ?? 0)
    const slowest = await slowestStatements(view, input.limit, newest.spent)
    const texts = slowest.statements.flatMap(({ all }) => all.map(({ text }) => text))
    const textless = texts.includes(null) ? slowest.textless : null
    const told = await textsOf(
      view.primary,
      newest.slower.map(({ queryid }) => queryid),
    )
    const names = texts.flatMap(text => tableNamesIn(text ?? ''))
    const mingled =
      view.cluster.version >= countsByName ? await namesakesOf(view.primary, names) : []
    return slowOf(view, { ...slowest, ...newest, told, whole, textless, mingled })
  },
})

interface SlowFacts extends Slowest, NewestTraffic {
  /** Whether everything since the counters began was asked for. */
  readonly whole: boolean
  /** Texts of statements that are slower than usual, by queryid. */
  readonly told: Readonly<Record<string, string | null>>
  /** Tables that the statements name, and that PostgreSQL does not tell apart. */
  readonly mingled: readonly Namesakes[]
}

export const slowOf = (
  { cluster: { name, provider }, database }: Pick<View, 'cluster' | 'database'>,
  {
    setup,
    sees,
    since,
    spent,
    changedAt,
    slower,
    told,
    whole,
    statements,
    textless,
    mingled,
  }: SlowFacts,
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
  const window = spent ?? since
  if (!worst)
    return answer(
      spent === null
        ? 'No statements have been counted yet.'
        : `No application ran a statement over the last ${seconds(spent.seconds)}. \`query slow last=all\` tells all since the counters began.`,
    )
  return answer(
    `${statementName(worst.worst)}${otherPartitions(worst)} takes ${percent(worst.share)} of the time, ${milliseconds(worst.meanMs)} each${
      window === null ? '' : `, over the last ${seconds(window.seconds)}`
    }.`,
    {
      lines: [
        ...(worst.worst.text === null
          ? []
          : [`\`${lineOf(worst.worst.text, 600).replaceAll('`', 'ˋ')}\``]),
        ...slowerLines(slower, told),
        ...windowLines({ spent, since, changedAt, whole }),
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

const windowLines = ({
  spent,
  since,
  changedAt,
  whole,
}: Pick<SlowFacts, 'spent' | 'since' | 'changedAt' | 'whole'>): readonly string[] => {
  if (whole) return [sinceLine(since)]
  const cut =
    changedAt === null
      ? ''
      : `: the last change of the cluster ended at ${minute(changedAt.toISOString())}`
  return spent === null
    ? [
        `There is no reading of the newest minutes at hand${cut}. These are the figures since the counters began.`,
        sinceLine(since),
      ]
    : [`Counted over the last ${seconds(spent.seconds)} on the primary${cut}.`]
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

/** PostgreSQL keeps the text of the first caller, and the tag there may name the calls of other callers: the shape does not. */
const nameInRow = (one: HeavyStatement): string => {
  const tag = one.text === null ? null : tagOf(one.text)
  return one.text === null || tag === null ? statementName(one) : `${tag}: ${lineOf(one.text, 60)}`
}
