import { z } from 'zod'
import { statementsWay } from '#checks/provider'
import {
  type HeavyStatement,
  heaviestStatements,
  type StatementsSetup,
  seesStatements,
  statementsSetup,
} from '#cluster/facts/query/statements'
import { tagOf } from '#cluster/sql/serving'
import { withoutLiterals } from '#cluster/sql/without-literals'
import { answers } from '#model/command'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { count, milliseconds, percent } from '#text/figures'

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
    const setup = await statementsSetup(view.primary)
    const sees = isCounted(setup) && (await seesStatements(view.primary))
    return slowOf(view, {
      setup,
      sees,
      statements: sees ? await heaviestStatements(view, input.limit) : [],
    })
  },
})

interface SlowFacts {
  readonly setup: StatementsSetup
  /** Whether the login sees statements of other sessions. */
  readonly sees: boolean
  /** The heaviest first. */
  readonly statements: readonly HeavyStatement[]
}

const isCounted = ({ view, loaded }: StatementsSetup): boolean => view !== null && loaded

export const slowOf = (
  { cluster: { name, provider }, database }: Pick<View, 'cluster' | 'database'>,
  { setup, sees, statements }: SlowFacts,
): Answer | Refusal => {
  if (!isCounted(setup)) {
    const lacks = setup.view === null ? `in database ${database}` : 'loaded on the primary'
    return refusal(`pg_stat_statements is not ${lacks}.`, statementsWay(provider, setup))
  }
  if (!sees)
    return refusal(
      `What others run on ${name} cannot be seen: its login lacks pg_monitor. What is slow is NOT known.`,
      `\`doctor cluster=${name}\` prints the GRANT.`,
      `doctor cluster=${name}`,
    )
  const [worst] = statements
  if (!worst) return answer('No statements have been counted yet.')
  return answer(
    `${nameOf(worst.text)} takes ${percent(worst.share)} of the time, ${milliseconds(worst.meanMs)} each.`,
    {
      lines: [`\`${shapeOf(worst.text, 600).replaceAll('`', 'ˋ')}\``],
      table: {
        columns: ['Statement', 'Share of time', 'Mean', 'Calls', 'Rows each'],
        rows: statements.map(one => [
          nameOf(one.text),
          percent(one.share),
          milliseconds(one.meanMs),
          count(one.calls),
          count(one.rows / Math.max(1, one.calls)),
        ]),
      },
      file: {
        name: `slow-${name}.sql`,
        text: statements
          .map(
            one =>
              `-- ${nameOf(one.text)}: ${milliseconds(one.meanMs)} × ${count(one.calls)}\n${withoutLiterals(one.text)};\n`,
          )
          .join('\n'),
      },
    },
  )
}

const nameOf = (text: string): string => tagOf(text) ?? shapeOf(text, 60)

/** The statement on a line; the file has the full text. */
const shapeOf = (text: string, most: number): string => {
  const words = withoutLiterals(text).replaceAll(/\s+/g, ' ')
  return words.length > most ? `${words.slice(0, most)}…` : words
}
