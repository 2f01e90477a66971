/** Runs whose node is gone for good: giving a run up, the message, and the fence. */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cliAs } from '#test/support/cli'
import { startGone, why } from '#test/support/gone'
import { listenFor, shows } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, timesRun, twoBots } from '#test/support/kills'

const gone = await startGone()
const { howdah, managed, strand, nodeIsBack, nodeIsGone } = gone
const { planned, heldUp, cutOff, abandon, journalOf, recordOf, claims, expectGivenUp } = gone

describe('run abandon', () => {
  test('ends the run as failed, says what is not known and where to look, and frees its claims', async () => {
    const one = await cutOff()
    // The plan's table, and a share of the cluster.
    expect(await claims()).toHaveLength(2)
    const told = await abandon('adam', one, 'is given up')
    expect(told).toContain('NOT known, and its statement may still run')
    await expectGivenUp(one)
    expect(await claims()).toEqual([])
    const [run] = await howdah.store.query<{ id: string }>(
      'select id from howdah.run where plan_id = $1',
      [one.id],
    )
    const said = await shows(howdah, one.plan, 'Failed.')
    for (const words of [
      `adam gave it up: ${why}.`,
      'whether this was done: step 1 (Build users_1_idx).',
      `Look by hand at shop-1, database ${howdah.database}`,
      `begins with “howdah ${run?.id}”`,
      one.statement,
    ])
      expect(said).toContain(words)
    const line = await howdah.slack.waitFor(() =>
      howdah.thread(one.plan).find(entry => wordsOf(entry).includes('Given up')),
    )
    expect(wordsOf(line)).toContain(`*Given up* by <@U_ADAM>: ${why}`)
    const record = (await recordOf(one)).filter(({ kind }) => kind.startsWith('run.'))
    expect(record).toEqual([
      { kind: 'run.abandoned', actor: 'T_LOCAL/U_ADAM', reason: why },
      { kind: 'run.failed', actor: expect.stringMatching(/^howdah\//), reason: null },
    ])
  }, 300_000)

  test('lets go on what waited behind it', async () => {
    nodeIsBack()
    await twoBots(howdah)
    const next = await planned()
    const one = await cutOff()
    await howdah.click('adam', next.plan, 'approve')
    await shows(howdah, next.plan, `It waits for ${one.id}`)
    await abandon('adam', one, 'is given up')
    nodeIsBack()
    expect(await outcomeOf(howdah, next.plan)).toBe('succeeded')
    await expectGivenUp(one)
    expect(timesRun(howdah, one.statement)).toBe(0)
  }, 300_000)

  test('at the instant its node is back ends it or comes too late, never both', async () => {
    const one = await cutOff()
    const held = await howdah.control.connect('howdah')
    onTestFinished(() => held.end())
    await held.query('begin')
    await held.query('select from howdah.run where plan_id = $1 for update', [one.id])
    nodeIsBack()
    const heard = listenFor(howdah, 'adam')
    await howdah.say('adam', `/pg run abandon ${one.id} reason="${why}"`)
    await held.query('rollback')
    const told = await Promise.race([
      heard('is given up').then(() => 'given up'),
      heard('Instead:').then(() => 'too late'),
    ])
    const after = await planned()
    await howdah.click('adam', after.plan, 'approve')
    expect(await outcomeOf(howdah, after.plan)).toBe('succeeded')
    const [outcome, times] = told === 'given up' ? ['failed', 0] : ['succeeded', 1]
    expect(await outcomeOf(howdah, one.plan)).toBe(outcome)
    await expectOneOutcome(howdah, one.plan, outcome)
    expect(timesRun(howdah, one.statement)).toBe(times)
  }, 300_000)

  test('fences a holder that sleeps with a token of its own and wakes when its node is back', async () => {
    const one = await cutOff()
    const holders = howdah.bots
    for (const bot of holders) bot.kill('SIGSTOP')
    const words = ['run', 'abandon', one.id, `reason=${why}`]
    const { out, exit } = await cliAs('adam', howdah.env, ...words)
    expect(out).toContain('is given up')
    expect(exit).toBe(0)
    const before = await journalOf(one)
    const tokens = before.map(({ token }) => Number(token))
    expect(Math.max(...tokens.slice(0, -2))).toBeLessThan(tokens.at(-1) ?? 0)
    nodeIsBack()
    for (const bot of holders) bot.kill('SIGCONT')
    await expectGivenUp(one)
    // A further task for the bots: at its end, earlier tasks have ended too.
    const after = await planned()
    await howdah.click('adam', after.plan, 'approve')
    expect(await outcomeOf(howdah, after.plan)).toBe('succeeded')
    expect(timesRun(howdah, one.statement)).toBe(0)
    expect(await journalOf(one)).toEqual(before)
    expect(await shows(howdah, one.plan, 'Failed.')).toContain('adam gave it up')
  }, 300_000)

  test('says that a statement may still run, and names its session truthfully', async () => {
    const { one, reader } = await heldUp()
    strand()
    nodeIsGone()
    await shows(howdah, one.plan, 'Checking: the outcome')
    const told = await abandon('adam', one, 'is given up')
    expect(told).toContain('its statement may still run')
    await expectGivenUp(one)
    const label = /begins with “(howdah r-[0-9a-z]{7})”/.exec(told)?.[1]
    const sessions = await managed.query(
      'postgres',
      `select from pg_stat_activity where starts_with(application_name, $1) and state = 'active'`,
      [label],
    )
    expect(sessions).toHaveLength(1)
    await reader.end()
  }, 300_000)

  test('gives up a run whose cluster is not in the inventory any more', async () => {
    nodeIsBack()
    await twoBots(howdah)
    const one = await planned()
    const bots = howdah.bots.length
    howdah.failAt('step 0 intent')
    await howdah.click('adam', one.plan, 'approve')
    await expect.poll(() => howdah.bots.length, { timeout: 110_000 }).toBe(bots - 1)
    // Before the token lapses and the bots take over.
    const others = howdah.bots
    for (const bot of others) bot.kill()
    await Promise.all(others.map(({ ended }) => ended))
    const inventory = howdah.env['HOWDAH_CONFIG'] ?? ''
    const other = `${inventory}.other.json`
    writeFileSync(other, readFileSync(inventory, 'utf8').replace('"shop":', '"store":'))
    const bot = await howdah.start({ HOWDAH_CONFIG: other })
    const said = await shows(howdah, one.plan, 'The inventory no longer has a cluster shop.')
    expect(said).toContain('Checking: the outcome')
    expect(said).toContain('can give it up: `/pg run abandon`')
    await abandon('adam', one, 'is given up')
    await expectGivenUp(one)
    bot.kill()
    await bot.ended
    await twoBots(howdah)
    expect(timesRun(howdah, one.statement)).toBe(0)
  }, 300_000)

  test('of two at the same instant ends the run once', async () => {
    const one = await cutOff()
    const text = `/pg run abandon ${one.id} reason=gone`
    const [adam, again] = [listenFor(howdah, 'adam'), listenFor(howdah, 'adam')]
    howdah.slack.setFault('twice', true)
    await Promise.all([howdah.say('adam', text), howdah.say('adam', text)])
    howdah.slack.setFault('twice', false)
    await Promise.all([adam('is given up'), again('is over: failed')])
    await expectGivenUp(one)
    const kinds = (await recordOf(one)).map(({ kind }) => kind)
    expect(kinds.filter(kind => kind === 'run.abandoned')).toHaveLength(1)
  }, 300_000)

  test('is whole when Howdah is killed at "abandoned"', async () => {
    const one = await cutOff()
    await twoBots(howdah)
    howdah.failAt('abandoned')
    await howdah.say('adam', `/pg run abandon ${one.id} reason="${why}"`)
    await expectGivenUp(one)
    expect(howdah.failed()).toBe(true)
    expect(await claims()).toEqual([])
  }, 300_000)
})
