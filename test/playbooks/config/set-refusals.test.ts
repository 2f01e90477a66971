import { describe, expect, test } from 'vitest'
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { isRefusal, refusal } from '#model/refusal'
import { configSet } from '#playbooks/config/set'
import { awayNode } from '#test/support/commands/cluster'
import { altered, changeAbout, configNode, dataDir, fileLine } from '#test/support/facts/config'

const refuse = (settings: string, more: Partial<ConfigChangeAbout> = {}, node?: string) =>
  configSet.refuse({ settings, node }, changeAbout(more))

const refusalOf = (settings: string, more: Partial<ConfigChangeAbout> = {}, node?: string) => {
  const found = refuse(settings, more, node)
  return isRefusal(found) ? [found.because, found.instead] : 'not refused'
}

const both = (
  ...[more, lines]: [Parameters<typeof configNode>[1]?, Parameters<typeof configNode>[2]?]
) => ({
  nodes: ['shop-1', 'shop-2'].map(name => configNode(name, more, lines)),
})

describe('config.set, where things stand,', () => {
  test('raises wal_level', () => {
    expect(isRefusal(refuse('wal_level=logical'))).toBe(false)
  })

  test.each<[string, Partial<ConfigChangeAbout>, string, string]>([
    [
      'an observed cluster',
      { actor: null },
      'This cluster has no login for maintain: the inventory has no `credentials.maintain`, and no `credentials.ddl` in its place.',
      'Add `credentials.maintain`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ],
    [
      'RDS',
      { provider: 'rds' },
      'RDS and Aurora take settings from a parameter group, not from ALTER SYSTEM.',
      'Change it in the DB parameter group (of Aurora: of the cluster), and read the value back with `config show`.',
    ],
    [
      'Cloud SQL',
      { provider: 'cloud-sql' },
      'Cloud SQL takes settings as database flags, not from ALTER SYSTEM.',
      'Use `gcloud sql instances patch --database-flags`, and name every flag that is to stay: the list replaces the old one.',
    ],
    [
      'Azure',
      { provider: 'azure' },
      'Azure takes settings as server parameters, not from ALTER SYSTEM.',
      'Use `az postgres flexible-server parameter set`, and read the value back with `config show`.',
    ],
    [
      'an operator',
      { provider: 'cloudnativepg' },
      'The operator manages the settings of this cluster, and has ALTER SYSTEM switched off.',
      'Put it under spec.postgresql.parameters of the Cluster.',
    ],
    [
      'a node that is away',
      { nodes: [configNode('shop-1')], unreachable: [awayNode('shop-2')] },
      'shop-2 does not answer in time. A setting is changed on every node, so that a failover changes nothing.',
      'Check it. Or name one node: `node=shop-1`.',
    ],
    [
      'a command line',
      both([altered('work_mem', '8192', { source: 'command line', file: null })]),
      'shop-1 was started with work_mem 8MB on its command line, which wins over every file.',
      'Change how the server is started, as the service or the container of it says.',
    ],
    [
      'ALTER SYSTEM switched off',
      both([altered('allow_alter_system', 'off')]),
      'ALTER SYSTEM is switched off on shop-1 (allow_alter_system).',
      'Change the setting where the configuration of that server is kept.',
    ],
    [
      'a broken file',
      both(
        [],
        [
          fileLine('wrk_mem', '1', {
            file: `${dataDir}/postgresql.conf`,
            line: 12,
            applied: false,
            error: 'unrecognized configuration parameter',
          }),
        ],
      ),
      'postgresql.conf, line 12 of shop-1 has an error (unrecognized configuration parameter), and until that is fixed a reload puts nothing into force.',
      'Fix that line, then ask again.',
    ],
    [
      'a missing grant',
      {
        rights: {
          denied: ['work_mem'],
          grants: [
            'GRANT ALTER SYSTEM ON PARAMETER work_mem TO act',
            'GRANT EXECUTE ON FUNCTION pg_reload_conf() TO act',
          ],
        },
      },
      'act may not change work_mem by ALTER SYSTEM.',
      'Let a superuser run in database app: `GRANT ALTER SYSTEM ON PARAMETER work_mem TO act; GRANT EXECUTE ON FUNCTION pg_reload_conf() TO act;`',
    ],
    [
      'files that nobody reads',
      { nodes: [configNode('shop-1', [], null)] },
      'What postgresql.auto.conf has now cannot be read, so that there would be no way back.',
      'Let a superuser run in database app: `GRANT SELECT ON pg_file_settings TO look;`',
    ],
  ])('refuses with %s', (_, more, because, instead) =>
    expect(refusalOf('work_mem=64MB', more)).toEqual([because, instead]),
  )

  test.each<[string, string | undefined, string, string]>([
    ['wrok_mem=64MB', undefined, 'shop-1 has no setting wrok_mem.', 'Did you mean `work_mem=`?'],
    [
      'clutser=shop, work_mem=64MB',
      undefined,
      'shop-1 has no setting clutser.',
      'Did you mean `cluster=`?',
    ],
    [
      'log_line_prefix=%m nobody=%u',
      undefined,
      'shop-1 has no setting nobody.',
      'See `config list` with a part of its name. If `nobody=` belongs to the value before it, put that value into quotes.',
    ],
    [
      'myext.flag=on',
      undefined,
      'shop-1 has no setting myext.flag.',
      'A setting with a dot belongs to an extension: the server knows the setting once the extension is loaded.',
    ],
    [
      'work_mem=64MB WORK_MEM=32MB',
      undefined,
      'WORK_MEM is given twice, also as work_mem.',
      'Give it once.',
    ],
    ['work_mem=64MB', 'shop-9', 'There is no node shop-9.', 'Name one of: shop-1, shop-2.'],
    [
      'max_connections=200',
      'shop-1',
      'shop-2 would have max_connections 100 and the primary shop-1 200: a replica with less than its primary does not start.',
      'Leave `node=` out, so that every node is changed in the right order.',
    ],
    [
      'max_connections=50',
      'shop-2',
      'shop-2 would have max_connections 50 and the primary shop-1 100: a replica with less than its primary does not start.',
      'Leave `node=` out, so that every node is changed in the right order.',
    ],
    [
      'max_connections=200 max_wal_senders=5',
      undefined,
      'This raises some and lowers other settings that no replica may have lower than its primary (max_connections and max_wal_senders): no order of the nodes is safe for both.',
      'Plan what is raised first, and what is lowered once that is in force everywhere.',
    ],
    [
      'max_connections=3',
      undefined,
      'shop-1 would not start: 3 connections are reserved, and max_connections would be 3.',
      'Leave max_connections above 3.',
    ],
  ])('refuses %s on %s', (settings, node, because, instead) =>
    expect(refusalOf(settings, {}, node)).toEqual([because, instead]),
  )

  test.each<[string, string, Partial<ConfigChangeAbout>, string]>([
    [
      'what is in force',
      'work_mem=4096',
      {},
      'There is nothing to change: shop-1 and shop-2 have work_mem 4MB already.',
    ],
    [
      'what postgresql.conf has',
      'work_mem=65536kB',
      both(
        [altered('work_mem', '65536')],
        [fileLine('work_mem', '64MB', { file: `${dataDir}/postgresql.conf` })],
      ),
      'There is nothing to change: shop-1 and shop-2 have work_mem 64MB already.',
    ],
    [
      'what waits for a restart',
      'max_connections=200',
      both(
        [altered('max_connections', '100', { pendingRestart: true })],
        [fileLine('max_connections', '200')],
      ),
      'There is nothing to change: shop-1 and shop-2 have max_connections 200 already, written and pending until the restart.',
    ],
    [
      'the same list',
      'search_path="$user",public',
      both([], [fileLine('search_path', '"$user", public')]),
      'There is nothing to change: shop-1 and shop-2 have search_path "$user",public already.',
    ],
    [
      'the same time',
      'statement_timeout=0.5min',
      both([], [fileLine('statement_timeout', '30s')]),
      'There is nothing to change: shop-1 and shop-2 have statement_timeout 30s already.',
    ],
  ])('refuses %s', (_, settings, more, because) =>
    expect(refuse(settings, more)).toEqual(
      refusal(because, 'See where it comes from.', `config show ${settings.split('=')[0]}`),
    ),
  )
})
