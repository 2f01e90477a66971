import { describe, expect, test } from 'vitest'
import type { DatabaseAnswered } from '#checks/databases'
import { doctor } from '#commands/doctor'
import { refusal } from '#model/refusal'
import { Failure } from '#src/errors'
import { awayNode, clusterOf, nobody } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'
import { act, answered, counted, lacking, look, owner, reads } from '#test/support/facts/doctor'

const createExtension =
  'shop, app: there are no figures of queries. Let a superuser run CREATE EXTENSION pg_stat_statements.'

type Case = readonly [string, Partial<DatabaseAnswered>, string, string | undefined]

describe('doctor', () => {
  test('lists what the logins may do where nothing is missing', () => {
    expect(reads([answered()])).toEqual({
      kind: 'answer',
      title: 'shop: all checks passed.',
      lines: [],
      alarm: false,
      table: {
        columns: ['What', 'State', 'Cluster', 'Database'],
        rows: [
          ['server', 'PostgreSQL 18, self-managed', 'shop', ''],
          ['nodes', '1 of 1 answer', 'shop', ''],
          ['pg_stat_statements: loaded', 'yes', 'shop', ''],
          ['look: CONNECT', 'yes', 'shop', 'app'],
          ['look: pg_monitor', 'yes', 'shop', 'app'],
          ['act: CONNECT', 'yes', 'shop', 'app'],
          ['act: pg_monitor', 'yes', 'shop', 'app'],
          ['act: ALTER SYSTEM', 'jit, work_mem', 'shop', 'app'],
          ['act: pg_signal_backend', 'yes', 'shop', 'app'],
          ['act: signs in to shop-1', 'yes', 'shop', 'app'],
          ['act: SET ROLE shop (3 tables)', 'yes', 'shop', 'app'],
          ['pg_stat_statements: created', 'yes', 'shop', 'app'],
        ],
      },
    })
  })

  test('asks no more of a cluster that is observed only and has no tables', () => {
    const observed = clusterOf().credentials.observe
    const seen = answered({ logins: [look], owners: [] })
    const read = reads([seen], { credentials: { observe: observed, ...nobody } })
    expect(read.title).toBe('shop: all checks passed.')
    expect(read.table?.rows.slice(5)).toEqual([
      ['acting login', 'none: observed only', 'shop', 'app'],
      ['pg_stat_statements: created', 'yes', 'shop', 'app'],
    ])
  })

  test.each<Case>([
    [
      'a node that does not answer',
      { unreachable: [awayNode('shop-2')] },
      'shop: shop-2 does not answer in time. Check it.',
      undefined,
    ],
    [
      'a node that counts no statements',
      { uncounted: ['shop-1'] },
      'shop: shop-1 has not loaded pg_stat_statements, so there are no figures of queries there. Let a superuser add pg_stat_statements to shared_preload_libraries, and restart.',
      undefined,
    ],
    [
      'the extension',
      { statements: { ...counted, view: null, columns: [] } },
      createExtension,
      'CREATE EXTENSION pg_stat_statements;',
    ],
    [
      'an update of the extension after pg_upgrade',
      { statements: { ...counted, columns: ['total_time'] } },
      'shop: pg_stat_statements in database app is still of the version before an upgrade of the server. Let a superuser run: `ALTER EXTENSION pg_stat_statements UPDATE;`',
      'ALTER EXTENSION pg_stat_statements UPDATE;',
    ],
    [
      'a login that is a superuser',
      { logins: [look, { ...act, superuser: true }] },
      'act is a superuser, which Howdah never needs and refuses in production. Give it a role of its own: `howdah init --print-sql`.',
      undefined,
    ],
    [
      'a login that may not connect',
      { logins: [{ ...look, connects: false }, act] },
      'look may not connect to app. Let a superuser run: `GRANT CONNECT ON DATABASE app TO look;`',
      'GRANT CONNECT ON DATABASE app TO look;',
    ],
    [
      'a login that does not see what others run',
      { logins: [{ ...look, monitors: lacking }, act] },
      'look does not see what others run. Let a superuser run: `GRANT pg_monitor TO look WITH INHERIT TRUE;`',
      'GRANT pg_monitor TO look WITH INHERIT TRUE;',
    ],
    [
      'a login that may not ask which server it is on',
      { logins: [{ ...look, uncallable: ['pg_control_system()'] }, act] },
      'look may not call pg_control_system(), which Howdah asks with it. Let a superuser run: `GRANT EXECUTE ON FUNCTION pg_control_system() TO look;`',
      'GRANT EXECUTE ON FUNCTION pg_control_system() TO look;',
    ],
    [
      'an acting login that there is not',
      { logins: [look], owners: [] },
      'shop has no login act, which the inventory names to act: `howdah init --print-sql` prints it.',
      undefined,
    ],
    [
      'an acting login that may not signal',
      { logins: [look, { ...act, signals: lacking }] },
      'act may not cancel or end sessions. Let a superuser run: `GRANT pg_signal_backend TO act WITH INHERIT TRUE;`',
      'GRANT pg_signal_backend TO act WITH INHERIT TRUE;',
    ],
    [
      'an owner whom the acting login may not be',
      { owners: [{ ...owner, may: false }] },
      'act may not act as shop, who owns 3 tables. Let a superuser run: `GRANT shop TO act WITH INHERIT FALSE, SET TRUE;`',
      'GRANT shop TO act WITH INHERIT FALSE, SET TRUE;',
    ],
    [
      'a schema where its owner may not create',
      {
        owners: [
          { ...owner, closed: [{ schema: 'crm', grant: 'GRANT CREATE ON SCHEMA crm TO shop' }] },
        ],
      },
      'shop may not create anything in schema crm, where it owns tables: no index can be built there, and no drop of one undone. Let a superuser run: `GRANT CREATE ON SCHEMA crm TO shop;`',
      'GRANT CREATE ON SCHEMA crm TO shop;',
    ],
  ])('says what is missing of %s, with the exact GRANT', (_, more, line, grant) => {
    const read = reads([answered(more)])
    expect(read).toMatchObject({
      title: 'shop: 1 problem found.',
      lines: [line],
      alarm: true,
    })
    expect(read.file?.text).toBe(
      grant === undefined ? undefined : `-- shop\n\\connect "app"\n${grant}\n`,
    )
  })

  test('names who stands in for the superuser at a managed service', () => {
    const read = reads([answered({ logins: [look, { ...act, signals: lacking }] })], {
      provider: 'rds',
    })
    expect(read.lines?.[0]).toContain('Let a member of rds_superuser run: ')
  })

  test('says what belongs to the whole cluster with the first database that answers', () => {
    const read = reads([
      { kind: 'away', database: 'old', because: 'No such database. Name another.' },
      answered({ statements: { ...counted, view: null, columns: [] } }),
      answered({ database: 'odd"name', statements: { ...counted, view: null, columns: [] } }),
    ])
    expect(read.title).toBe('shop: 3 problems found.')
    expect(read.lines?.[0]).toBe('shop, old: No such database. Name another.')
    expect(read.table?.rows.filter(([what]) => what === 'server')).toHaveLength(1)
    expect(read.table?.rows.filter(([what]) => what === 'look: pg_monitor')).toHaveLength(1)
    expect(read.file?.text).toBe(
      '-- shop\n\\connect "app"\nCREATE EXTENSION pg_stat_statements;\n-- shop\n\\connect "odd""name"\nCREATE EXTENSION pg_stat_statements;\n',
    )
  })

  const clusters = [clusterOf({ databases: ['app', 'crm'] }), clusterOf({ name: 'main' })]
  const engine = {
    clusters: ['shop', 'main'],
    config: {
      people: { operators: [], approvers: [], team: null, aliases: {} },
      clusters,
      policies: [],
    },
    view: (name: string) =>
      Promise.reject(new Failure('test.away', `${name} is away.`, 'Wait for it.')),
  }

  test.each([
    ['doctor', ['shop, app', 'shop, crm', 'main, app']],
    ['doctor main', ['main, app']],
  ])('%s looks at the databases %j', async (text, places) => {
    expect(await say(doctor, text, { engine })).toMatchObject({
      lines: places.map(place => `${place}: ${place.split(',')[0]} is away. Wait for it.`),
    })
  })

  test('names who may grant what doctor itself lacks, and does not lead to doctor', async () => {
    const denied = new Failure('sql.42501', 'permission denied for view pg_roles', 'Run `doctor`.')
    const view = () => Promise.reject(denied)
    expect(await say(doctor, 'doctor main', { engine: { ...engine, view } })).toMatchObject({
      lines: ['main, app: permission denied for view pg_roles. Let a superuser grant it to look.'],
    })
  })

  test('refuses a cluster that the inventory does not name', async () => {
    expect(await say(doctor, 'doctor weather', { engine })).toEqual(
      refusal('There is no cluster weather.', 'Known clusters: shop, main.'),
    )
  })
})
