import { Temporal } from 'temporal-polyfill'
import { beforeEach, describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { hear, listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, runInto, timesRun, twoBots } from '#test/support/kills'
import {
  asOwner,
  month,
  monthlyTable,
  nameOf,
  partitionsIn,
} from '#test/support/partitions/rotating'
import { observer, profile } from '#test/support/profile'

const howdah = await startHowdah()
const { managed, database } = howdah
await twoBots(howdah)
const run = (...statements: readonly string[]) => asOwner(howdah, ...statements)
const names = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => nameOf(from + at)).toSorted()

beforeEach(() =>
  run(
    'drop table if exists events cascade',
    `drop table if exists ${names(-3, 8).join(', ')}`,
    ...monthlyTable(-3, 1),
    `grant select on events to ${observer}`,
  ),
)

/** The bound of a month as UUIDv7. */
const uuidOf = (months: number): string => {
  const hex = Date.parse(month(months)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

const inBerlin = (days: number) =>
  Temporal.Now.zonedDateTimeISO('Europe/Berlin').startOfDay().add({ days })

/** The midnight of Berlin, as Howdah writes it. */
const midnight = (days: number): string =>
  inBerlin(days).toInstant().toString().replace('T', ' ').replace('Z', '+00')

const dayOf = (days: number): string => inBerlin(days).toPlainDate().toString().replaceAll('-', '')

const tables = async () =>
  (
    await managed.query<{ name: string }>(
      database,
      `select relname as name from pg_class where relkind = 'r' and relname ~ '^events_' order by 1`,
    )
  ).map(({ name }) => name)

describe('partition.rotate', () => {
  describe('success', () => {
    test('makes what is missing, detaches what is old, says what it shows, and its undo puts all back', async () => {
      await run(`insert into events (day) values ('${month(-3)}'), ('${month(0)}')`)
      const plan = await howdah.plan('/pg partition rotate events ahead=2 keep="2 months"')
      const words = wordsOf(plan)
      expect(words).toContain(
        `ALTER TABLE public.events ATTACH PARTITION public.${nameOf(2)} FOR VALUES FROM ('${month(2)}') TO ('${month(3)}');`,
      )
      expect(words).toContain(
        `ALTER TABLE public.events DETACH PARTITION public.${nameOf(-3)} CONCURRENTLY;`,
      )
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await partitionsIn(howdah)).toEqual(names(-2, 2))
      expect(await tables()).toEqual(names(-3, 2))
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        `public.events has 5 partitions; the newest is public.${nameOf(2)}. By EXPLAIN a query for a key in its range reads it alone.`,
      )
      await hear(
        howdah,
        'olga',
        '/pg partition show events',
        `Howdah detached public.${nameOf(-3)} from it on`,
      )
      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      await howdah.click('dana', undo, 'approve')
      expect(await outcomeOf(howdah, undo)).toBe('succeeded')
      expect(await partitionsIn(howdah)).toEqual(names(-3, 1))
      expect(await tables()).toEqual(names(-3, 1))
      expect(await managed.query(database, 'select count(*)::int as n from events')).toEqual([
        { n: 2 },
      ])
    })

    test.each([
      [
        'integers',
        'k bigint',
        [`from (0) to (1000)`, `from (1000) to (2000)`],
        ['other_0', 'other_1'],
        `PARTITION public.other_2 FOR VALUES FROM ('2000') TO ('3000')`,
      ],
      [
        'UUIDv7',
        'k uuid',
        [`from ('${uuidOf(0)}') to ('${uuidOf(1)}')`],
        ['other_first'],
        `FROM ('${uuidOf(1)}') TO ('${uuidOf(2)}')`,
      ],
      [
        'days of a zone that the database names',
        'k timestamptz',
        [`from ('${midnight(0)}') to ('${midnight(1)}')`],
        [`other_${dayOf(0)}`],
        `PARTITION public.other_${dayOf(1)} FOR VALUES FROM ('${midnight(1)}') TO ('${midnight(2)}')`,
      ],
    ])('continues ranges of %s', async (_, column, bounds, called, statement) => {
      await managed.run('postgres', `alter database ${database} set timezone = 'Europe/Berlin'`)
      await run(
        'drop table if exists other',
        `create table other (${column} not null) partition by range (k)`,
        ...bounds.map(
          (bound, at) => `create table ${called[at]} partition of other for values ${bound}`,
        ),
      )
      const plan = await howdah.plan('/pg partition rotate other ahead=3')
      expect(wordsOf(plan)).toContain(statement)
      await managed.run('postgres', `alter database ${database} reset timezone`)
    })

    test('does nothing where nothing is due', async () => {
      const told = listenFor(howdah, 'olga')('Nothing is due')
      await howdah.say('olga', '/pg partition rotate events ahead=1 keep="12 months"')
      expect(await told).toContain('has its 1 partition ahead until')
    })
  })

  describe('refusal', () => {
    test.each([
      ['by list', 'create table other (k int) partition by list (k)', 'by list of one column'],
      [
        'without a partition',
        'create table other (k date) partition by range (k)',
        'has no partition yet',
      ],
      ['that is not partitioned', 'create table other (k date)', 'is not partitioned'],
    ])('of a table %s is said in words', async (_, sql, because) => {
      await run('drop table if exists other', sql)
      const told = listenFor(howdah, 'olga')(because)
      await howdah.say('olga', '/pg partition rotate other')
      expect(await told).toMatch(/^Blocked: .+ Instead: /)
    })

    test('of a name that is taken is said in words', async () => {
      await run(`create table ${nameOf(2)} (id int)`)
      const told = listenFor(howdah, 'olga')('is no partition of public.events')
      await howdah.say('olga', '/pg partition rotate events ahead=2')
      expect(await told).toMatch(/^Blocked: .+ Instead: /)
    })
  })

  describe('failure', () => {
    test('takes back what was made when a later step fails', async () => {
      const plan = await howdah.plan('/pg partition rotate events ahead=3')
      const outcome = await runInto(howdah, 'step 1 done', plan, 'kill', async () => {
        await howdah.click('adam', plan, 'approve')
        await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
        await run(`create table ${nameOf(3)} (id int)`)
      })
      expect(outcome).toBe('failed')
      expect(await partitionsIn(howdah)).toEqual(names(-3, 1))
      expect(await tables()).toEqual([...names(-3, 1), nameOf(3)].toSorted())
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'Everything is as it was before.',
      )
      await expectOneOutcome(howdah, plan, 'failed')
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(3)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const detach = `ALTER TABLE public.events DETACH PARTITION public.${nameOf(-3)} CONCURRENTLY`
        const before = timesRun(howdah, detach)
        const plan = await howdah.plan('/pg partition rotate events ahead=2 keep="2 months"')
        const outcome = await runInto(howdah, point, plan)
        expect(timesRun(howdah, detach) - before).toBeLessThanOrEqual(1)
        expect(await partitionsIn(howdah)).toEqual(
          outcome === 'succeeded' ? names(-2, 2) : names(-3, 1),
        )
        expect(await tables()).toEqual(outcome === 'succeeded' ? names(-3, 2) : names(-3, 1))
      },
      300_000,
    )
  })
})
