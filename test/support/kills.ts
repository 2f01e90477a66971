/** What must be true after a process was killed or frozen at one point of a run. */
import { expect } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import type { Howdah } from '#test/support/howdah'
import { wordsOf } from '#test/support/howdah'

export const words = {
  succeeded: 'Done.',
  failed: 'Failed.',
  cancelled: 'Cancelled.',
} as const

export const planIdOf = (message: PageMessage): string =>
  /p-[0-9a-z]{7}/.exec(wordsOf(message))?.[0] ?? ''

/** How often the server really ran a statement, from its own log (extended protocol: one `execute` each). */
export const timesRun = (howdah: Howdah, statement: string): number =>
  howdah.managed
    .log()
    .split('\n')
    .filter(line => line.includes(`@${howdah.database} `))
    .filter(line => line.includes('execute <unnamed>:') && line.includes(`: ${statement}`)).length

/** Two bots run from the start; whichever dies is replaced. */
export const twoBots = async (howdah: Howdah): Promise<void> => {
  while (howdah.bots.length < 2) await howdah.start()
}

export const outcomeOf = async (howdah: Howdah, message: PageMessage): Promise<string> => {
  const ended = await howdah.message(
    one => one.ts === message.ts && Object.values(words).some(word => wordsOf(one).includes(word)),
    `the end of ${planIdOf(message)}`,
  )
  const found = Object.entries(words).find(([, word]) => wordsOf(ended).includes(word))
  return found?.[0] ?? ''
}

/** One outcome, in the plan and in the journal, and the message says the same. */
export const expectOneOutcome = async (
  howdah: Howdah,
  message: PageMessage,
  outcome: string,
): Promise<void> => {
  const rows = await howdah.store.query<{ outcome: string; ended: string }>(
    `select plan.outcome, (select count(*) from howdah.journal j join howdah.run r on r.id = j.run_id
       where r.plan_id = plan.id and j.kind = 'ended')::text as ended
     from howdah.plan where id = $1`,
    [planIdOf(message)],
  )
  expect(rows).toEqual([{ outcome, ended: '1' }])
}

export const invalidIndexes = async (howdah: Howdah): Promise<readonly string[]> => {
  const rows = await howdah.managed.query<{ name: string }>(
    howdah.database,
    'select indexrelid::regclass::text as name from pg_index where not indisvalid',
  )
  return rows.map(({ name }) => name)
}

/** Asks, has it approved, and kills or freezes the first bot that comes to `point`. */
export const runInto = async (
  howdah: Howdah,
  point: string,
  plan: PageMessage,
  how: 'kill' | 'freeze' = 'kill',
): Promise<string> => {
  howdah.failAt(point, how)
  await howdah.click('adam', plan, 'approve')
  const outcome = await outcomeOf(howdah, plan)
  expect(howdah.failed()).toBe(true)
  await expectOneOutcome(howdah, plan, outcome)
  expect(await invalidIndexes(howdah)).toEqual([])
  return outcome
}
