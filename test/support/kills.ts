/** Truths that must hold after a process was killed or frozen at some point of a run. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import type { Howdah } from '#test/support/howdah'
import { wordsOf } from '#test/support/howdah'

export const words = {
  succeeded: 'Done.',
  failed: 'Failed.',
  cancelled: 'Cancelled.',
} as const

/** Reads the plan's own id: the reason of an undo names a different plan before that id. */
export const planIdOf = (message: PageMessage): string => {
  const said = wordsOf(message)
  return (/`(p-[0-9a-z]{7})` on \*/.exec(said) ?? /(p-[0-9a-z]{7})/.exec(said))?.[1] ?? ''
}

type Target = Pick<Howdah, 'managed' | 'database'>

/** Counts how often the server really ran a statement, from the server's log (extended protocol: an `execute` each). */
export const timesRun = ({ managed, database }: Target, statement: string): number =>
  managed
    .log()
    .split('\n')
    .filter(line => line.includes(`@${database} `))
    .filter(line => line.includes('execute <unnamed>:') && line.includes(`: ${statement}`)).length

/** Makes sure that two bots run, however many died before. */
export const twoBots = async (howdah: Howdah): Promise<void> => {
  const missing = Math.max(0, 2 - howdah.bots.length)
  await Promise.all(Array.from({ length: missing }, () => howdah.start()))
}

export const outcomeOf = async (howdah: Howdah, message: PageMessage): Promise<string> => {
  const ended = await howdah.message(
    one => one.ts === message.ts && Object.values(words).some(word => wordsOf(one).includes(word)),
    `the end of ${planIdOf(message)}`,
  )
  const found = Object.entries(words).find(([, word]) => wordsOf(ended).includes(word))
  return found?.[0] ?? ''
}

/** Expects a single outcome in the plan and in the journal, and the same in the message. */
export const expectOneOutcome = async (
  howdah: Howdah,
  message: PageMessage,
  outcome: string,
): Promise<void> => expectEndedOnce(howdah.store, planIdOf(message), outcome)

/** The same of a plan without a message in Slack. */
export const expectEndedOnce = async (
  store: Pick<Howdah['store'], 'query'>,
  plan: string,
  outcome: string,
): Promise<void> => {
  const rows = await store.query<{ outcome: string; ended: string }>(
    `select plan.outcome, (select count(*) from howdah.journal j join howdah.run r on r.id = j.run_id
       where r.plan_id = plan.id and j.kind = 'ended')::text as ended
     from howdah.plan where id = $1`,
    [plan],
  )
  expect(rows).toEqual([{ outcome, ended: '1' }])
  await expectRecorded(store, plan)
}

/**
 * Seconds from the last token's lapse to the end of a run that a different process took over: no wait for a
 * retry by a clock, with room for a busy machine.
 */
const mostSeconds = 60

const expectInTime = async (howdah: Howdah, plan: string): Promise<void> => {
  const [row] = await howdah.store.query<{ seconds: number | null }>(
    `select extract(epoch from max(j.at) filter (where kind = 'ended')
       - max((j.detail ->> 'silentSince')::timestamptz) filter (where kind = 'took over'))::float as seconds
     from howdah.journal j join howdah.run r on r.id = j.run_id where r.plan_id = $1`,
    [plan],
  )
  expect(row?.seconds ?? 0).toBeLessThan(mostSeconds)
}

/** Expects each step, abandoned session and end of the journal in the record, in the same number. */
const expectRecorded = async (
  store: Pick<Howdah['store'], 'query'>,
  plan: string,
): Promise<void> => {
  const journal = await store.query<{ kind: string }>(
    `select case kind when 'intent' then 'step.will' when 'done' then 'step.done'
       when 'failed' then 'step.failed' when 'undo intent' then 'undo.will' when 'undone' then 'undo.done'
       when 'undo failed' then 'undo.failed' when 'ended orphan' then 'orphan.done'
       when 'checkpoint' then 'step.checkpoint' when 'held' then 'step.held' when 'resumed' then 'step.resumed'
       when 'abandoned' then 'run.abandoned' when 'settled' then 'step.settled' else 'run.' || (j.detail ->> 'outcome') end as kind
     from howdah.journal j join howdah.run r on r.id = j.run_id where r.plan_id = $1
       and kind in ('intent', 'checkpoint', 'held', 'resumed', 'done', 'failed', 'undo intent', 'undone', 'undo failed', 'ended orphan', 'abandoned', 'settled', 'ended')
       and j.detail ->> 'nothing' is null order by j.seq`,
    [plan],
  )
  const record = await store.query<{ kind: string }>(
    `select body::json ->> 'kind' as kind from howdah.audit
     where body::json -> 'subject' ->> 'plan' = $1 and body::json ->> 'kind' ~ '^(step|undo)[.]|^orphan[.]done|^run[.](?!stop|steered|preempted|parked|fenced)'
     order by seq`,
    [plan],
  )
  expect(record).toEqual(journal)
}

const frozenBots = (howdah: Howdah) =>
  howdah.bots.filter(({ process }) =>
    /\) T /.test(readFileSync(`/proc/${process.pid}/stat`, 'utf8')),
  )

/** Leaves no process frozen: Slack would send the next test's commands there. */
export const endFrozen = async (howdah: Howdah): Promise<void> => {
  const frozen = frozenBots(howdah)
  for (const bot of frozen) bot.kill()
  await Promise.all(frozen.map(({ ended }) => ended))
}

/** Wakes every frozen process, and waits until each has let go and ended. */
export const thaw = async (howdah: Howdah): Promise<void> => {
  const frozen = frozenBots(howdah)
  expect(frozen).toHaveLength(1)
  for (const bot of frozen) {
    bot.kill('SIGCONT')
    bot.kill('SIGTERM')
    await bot.ended
  }
}

export const invalidIndexes = async ({ managed, database }: Target): Promise<readonly string[]> => {
  const rows = await managed.query<{ name: string }>(
    database,
    'select indexrelid::regclass::text as name from pg_index where not indisvalid',
  )
  return rows.map(({ name }) => name)
}

/** Resolves when some bot has ended. */
export const oneEnds = (howdah: Howdah): Promise<void> =>
  Promise.race(howdah.bots.map(({ ended }) => ended))

/** Lists the present indexes that back no primary key. */
export const ownIndexes = async ({ managed, database }: Target): Promise<readonly string[]> =>
  (
    await managed.query<{ name: string }>(
      database,
      `select indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
       where c.relnamespace = 'public'::regnamespace and not indisprimary order by 1`,
    )
  ).map(({ name }) => name)

/** Approves the plan, or runs `begin`, and kills or freezes the first bot that reaches `point`. */
export const runInto = async (
  howdah: Howdah,
  point: string,
  plan: PageMessage,
  how: 'kill' | 'freeze' = 'kill',
  begin = (): Promise<unknown> => howdah.click('adam', plan, 'approve'),
): Promise<string> => {
  howdah.failAt(point, how)
  // A killed bot is replaced during the takeover, as by a supervisor. A frozen bot ends later, by `thaw`.
  const replaced = how === 'kill' ? oneEnds(howdah).then(() => twoBots(howdah)) : undefined
  await begin()
  const outcome = await outcomeOf(howdah, plan)
  expect(howdah.failed()).toBe(true)
  await replaced
  await expectOneOutcome(howdah, plan, outcome)
  await expectInTime(howdah, planIdOf(plan))
  expect(await invalidIndexes(howdah)).toEqual([])
  return outcome
}
