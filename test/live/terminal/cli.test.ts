import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cli, cliAs, type Ran } from '#test/support/cli'
import { buttonIn, startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const me = userInfo().username

const howdah = await startHowdah({
  tables: [
    'create table users (id int, email text)',
    'create table orders (id int)',
    'create table parcels (id int)',
    'create table items (id int)',
    'create table crates (id int)',
  ],
  inventory: {
    people: {
      operators: ['U_OLGA', 'cli/olga', 'cli/tove', `cli/${me}`],
      approvers: ['U_OLGA', 'U_ADAM', 'U_DANA', 'cli/adam', 'cli/olga', 'cli/tove'],
      team: 'T_LOCAL',
      aliases: { 'cli/olga': 'U_OLGA', 'cli/adam': 'U_ADAM' },
    },
    policies: [{ playbook: 'index.reindex', approvers: 2 }],
  },
})
const env = howdah.env
await howdah.start()

const dir = mkdtempSync(join(tmpdir(), 'howdah-cli-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const planOf = ({ out }: Ran): string => /^(p-[0-9a-z]{7}): /m.exec(out)?.[1] ?? ''

const messageOf = (plan: string) =>
  howdah.message(one => wordsOf(one).includes(plan) && buttonIn(one, 'approve'), plan)

const recorded = async (about: string): Promise<readonly string[]> =>
  (
    await howdah.store.query<{ body: string }>(
      `select body from howdah.audit where body like '%' || $1 || '%' order by seq`,
      [about],
    )
  ).map(({ body }) => {
    const { kind, actor } = JSON.parse(body) as { kind: string; actor: string }
    return `${kind} by ${actor}`
  })

describe('howdah on the command line', () => {
  test('answers with a table, and needs no Slack for it', async () => {
    const { exit, out } = await cli(env, 'status')
    expect(out).toContain('shop: every node answers')
    expect(out).toMatch(/^Node +Role, lag +Connections +Size +Oldest transaction\n-+/m)
    expect(out).toMatch(/^shop-1 +primary +\d+ of \d+ /m)
    expect(exit).toBe(0)
  })

  test('says without anything configured what can be said', async () => {
    const { exit, out } = await cli({})
    expect(out).toContain('howdah index list')
    expect(out).toMatch(/howdah index +list, create/)
    expect(out).toContain('howdah init --print-sql')
    expect(exit).toBe(0)
  })

  test('refuses in words, and ends with 2', async () => {
    const { exit, err } = await cliAs('olga', env, 'index', 'create', 'nobody', 'columns=id')
    expect(err).toContain('Blocked: There is no table nobody.')
    expect(err).toContain('Instead: ')
    expect(exit).toBe(2)
    const unknown = await cli(env, 'sttus')
    expect(unknown).toMatchObject({ exit: 2, out: '' })
    expect(unknown.err).toMatch(/Did you mean (howdah )?status\?/)
  })

  test('asks for what is missing, with hints, and ends with 2', async () => {
    const { exit, out, err } = await cliAs('olga', env, 'index', 'create', 'users')
    expect(out).toBe('')
    expect(err).toMatch(/^ {2}columns= +This field is required\. What to index/m)
    expect(err).toMatch(/^ {2}where= +Only rows/m)
    expect(err).toContain("For example: howdah 'index create")
    expect(exit).toBe(2)
  })

  test('ends with 1 and says so when the control database does not answer', async () => {
    const nowhere = { ...env, DATABASE_URL: 'postgres://howdah:secret@127.0.0.1:1/howdah' }
    const { exit, err } = await cli(nowhere, 'run', 'list')
    expect(err).toContain(
      'The control database does not answer. DATABASE_URL leads to 127.0.0.1:1, and nothing listens there. Start it, or correct DATABASE_URL.',
    )
    expect(err).not.toContain('secret')
    expect(exit).toBe(1)
  })

  test('believes the kernel about who speaks, not the environment', async () => {
    const { out } = await cli({ ...env, USER: 'adam', LOGNAME: 'adam' }, 'audit', 'show', 'limit=1')
    expect(out).toContain('newest first')
    expect(await recorded('"audit show"')).toContain(`asked by cli/${me}`)
    expect(await recorded('"audit show"')).not.toContain('asked by cli/adam')
  })

  test('does nothing for a login that the inventory does not name, whatever it is called', async () => {
    for (const login of ['nobody', 'U_ADAM', 'T_LOCAL/U_ADAM']) {
      const { exit, err } = await cliAs(login, env, 'status')
      expect(err).toContain('You have no role in Howdah.')
      expect(exit).toBe(2)
    }
  })
})

describe('a plan on the command line', () => {
  test('is shown whole, appears in Slack, and is approved by another login, never by who asked', async () => {
    const asked = await cliAs(
      'tove',
      env,
      'index',
      'create',
      'users',
      'columns=lower(email)',
      'reason=search where=slow',
    )
    expect(asked.exit).toBe(0)
    const plan = planOf(asked)
    for (const words of [
      'CREATE INDEX CONCURRENTLY users_lower_idx ON public.users USING btree (lower(email));',
      'DROP INDEX CONCURRENTLY',
      'Requested by  tove',
      'search where=slow',
      'It needs 1 approval, from olga, adam and 1 person in Slack.',
      `howdah plan approve ${plan}`,
    ])
      expect(asked.out).toContain(words)
    expect(wordsOf(await messageOf(plan))).toContain('tove (command line)')

    const own = await cliAs('tove', env, 'plan', 'approve', plan)
    expect(own.err).toContain('Blocked: You asked for this yourself; it needs a second person.')
    expect(own.exit).toBe(2)
    const { exit, out } = await cliAs('adam', env, 'plan', 'approve', plan)
    expect(out).toMatch(/^Approved by adam\. It starts unless something is in its way: /m)
    expect(exit).toBe(0)

    const message = await howdah.message(one => wordsOf(one).includes(plan), plan)
    expect(await outcomeOf(howdah, message)).toBe('succeeded')
    const record = await recorded(plan)
    expect(record).toContain('plan.proposed by cli/tove')
    expect(record).toContain('plan.denied by cli/tove')
    expect(record).toContain('plan.approved by cli/adam')
  })

  test('of a login with an alias is not approved by the same human in Slack', async () => {
    const plan = planOf(await cliAs('olga', env, 'index', 'create', 'orders', 'columns=id'))
    const message = await messageOf(plan)
    await howdah.click('olga', message, 'approve')
    await howdah.slack.waitFor(() =>
      toldOnly(howdah.slack, 'U_OLGA').find(one => one.includes('You asked for this yourself')),
    )
    // Nor the other way round.
    const said = await howdah.plan('/pg index create parcels columns=id')
    const other = /p-[0-9a-z]{7}/.exec(wordsOf(said))?.[0] ?? ''
    const { exit, err } = await cliAs('olga', env, 'plan', 'approve', other)
    expect(err).toContain('You asked for this yourself')
    expect(exit).toBe(2)
  })

  test('that needs two people does not count one human twice', async () => {
    await howdah.managed.run(howdah.database, 'set role app; create index items_idx on items (id)')
    const plan = planOf(await cliAs('tove', env, 'index', 'reindex', 'items_idx'))
    const message = await messageOf(plan)
    await howdah.click('adam', message, 'approve')
    await howdah.slack.waitFor(
      () =>
        wordsOf(message).includes('1 of 2') ||
        howdah.slack.state.messages.some(
          one => one.ts === message.ts && wordsOf(one).includes('1 of 2'),
        ),
    )
    const again = await cliAs('adam', env, 'plan', 'approve', plan)
    expect(again).toMatchObject({
      exit: 0,
      out: 'You approved this already. It waits for another approver.\n',
    })
    const rejected = await cliAs('adam', env, 'plan', 'reject', plan, 'reason="too soon"')
    expect(rejected.err).toContain(
      `Instead: Withdraw it, and say why: howdah 'run cancel ${plan} reason="…"'.`,
    )
    expect((await cliAs('olga', env, 'plan', 'approve', plan)).out).toMatch(
      /^Approved by adam and olga\. It starts unless/m,
    )
    expect(await outcomeOf(howdah, message)).toBe('succeeded')
  })
})

describe('a shell that somebody else logged in to', () => {
  test('asks for nothing and approves nothing, but may look and stop', async () => {
    const sudo = { ...env, SUDO_USER: 'mallory' }
    const plan = planOf(await cliAs('tove', env, 'index', 'create', 'crates', 'columns=id'))
    for (const words of [
      ['plan', 'approve', plan],
      ['index', 'create', 'crates', 'columns=id'],
    ]) {
      const { exit, err } = await cli(sudo, ...words)
      expect(err).toContain(`This shell runs as ${me}, but mallory logged in to it.`)
      expect(exit).toBe(2)
    }
    expect((await cli(sudo, 'run', 'list')).exit).toBe(0)
    const withdrawn = await cli(sudo, 'run', 'cancel', plan, 'reason=not by me')
    expect(withdrawn.out).toContain('is withdrawn')
  })
})

describe('the record on the command line', () => {
  test('is exported, and holds there as it holds here', async () => {
    const file = join(dir, 'record.jsonl')
    const { exit, out } = await cli(env, 'audit', 'export', '--save', file)
    expect(out).toContain(`Written to ${file}.`)
    expect(exit).toBe(0)
    expect((await cli(env, 'audit', 'export', '--save', file)).exit).toBe(1)
    expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(10)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { out: piped } = await cli(env, 'audit', 'export', '--save', '-')
    expect(piped.startsWith(readFileSync(file, 'utf8').split('\n').slice(0, -2).join('\n'))).toBe(
      true,
    )
    const verified = await cli({}, 'audit', 'verify', file)
    expect(verified.out).toContain('The chain holds: ')
    expect(verified.exit).toBe(0)
  })

  test('ends with 1 when it was tampered with', async () => {
    expect((await cli(env, 'audit', 'verify')).out).toContain('The record holds: ')
    await howdah.control.run(
      'howdah',
      'alter table howdah.audit disable trigger audit_is_append_only',
      `update howdah.audit set body = replace(body, 'tove', 'adam') where seq = (select min(seq) from howdah.audit where body like '%plan.proposed%cli/tove%' or body like '%cli/tove%plan.proposed%')`,
      'alter table howdah.audit enable trigger audit_is_append_only',
    )
    const { exit, out } = await cli(env, 'audit', 'verify')
    expect(out).toContain('The record was tampered with: entry ')
    expect(exit).toBe(1)
  })
})
