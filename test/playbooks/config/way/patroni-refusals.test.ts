import { describe, expect, test } from 'vitest'
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { isRefusal } from '#model/refusal'
import { configSet } from '#playbooks/config/set'
import { awayNode } from '#test/support/commands/cluster'
import { fileLine } from '#test/support/facts/config'
import { patroniSaid, patroniSilent } from '#test/support/facts/patroni'
import {
  bothNodes,
  givenSetting,
  largerWorkMem,
  lineOfPatroni,
  nodeOfPatroni,
  settingsOfPatroni,
} from '#test/support/facts/patroni-settings'

describe('config.set under Patroni', () => {
  test.each<readonly [string, string, Partial<ConfigChangeAbout>, string, string]>([
    [
      'where the inventory names no address',
      'work_mem=64MB',
      { patroni: null },
      'Patroni gives the servers of this cluster their settings, and the inventory does not say where Patroni is reached.',
      'Write `patroni: { url: https://…:8008 }` at each node and `credentials.patroni`, or use `patronictl edit-config`.',
    ],
    [
      'what Patroni decides',
      'wal_log_hints=off',
      {},
      'Patroni decides wal_log_hints: it is always on, so that pg_rewind can bring an old primary back.',
      'Change that by your own runbook, with somebody who can log in to the machines.',
    ],
    [
      'where a Patroni is silent',
      'work_mem=64MB',
      { patroni: [patroniSaid('shop-1'), patroniSilent('shop-2')] },
      'The Patroni of shop-2 does not answer: ECONNREFUSED. What Patroni gives is read back on every node.',
      'Check that Patroni runs there.',
    ],
    [
      'where a server is away',
      'work_mem=64MB',
      { unreachable: [awayNode('shop-2')] },
      'shop-2 does not answer in time. What Patroni gives is read back on every node.',
      'Check it.',
    ],
    [
      'where another cluster answers',
      'work_mem=64MB',
      { patroni: [patroniSaid('shop-1'), patroniSaid('shop-2', { scope: 'books' })] },
      'At the address of the Patroni of shop-2 answers one of another cluster, books.',
      'Put its `patroni.url` right in the inventory.',
    ],
    [
      'where files cannot be read',
      'work_mem=64MB',
      bothNodes([], null),
      'What the files of the servers say cannot be read, and so not what Patroni gives.',
      'Let a superuser run in database app: `GRANT SELECT ON pg_file_settings TO look;`',
    ],
    [
      'where a change is on its way',
      'work_mem=64MB',
      {
        patroni: [
          patroniSaid('shop-1', { parameters: { work_mem: '8MB' } }),
          patroniSaid('shop-2'),
        ],
      },
      'The Patroni of shop-1 and of shop-2 do not tell the same work_mem: a change is on its way.',
      'Ask again in a moment.',
    ],
    [
      'where ALTER SYSTEM wins',
      'work_mem=64MB',
      bothNodes([], [fileLine('work_mem', '8MB')]),
      'postgresql.auto.conf of shop-1 has a line for work_mem, which wins over what Patroni gives.',
      'Let a superuser run there: `ALTER SYSTEM RESET work_mem;` and `SELECT pg_reload_conf();`. Then ask again.',
    ],
    [
      'where patroni.yml of a node wins',
      'work_mem=64MB',
      {
        nodes: [
          nodeOfPatroni('shop-1'),
          nodeOfPatroni(
            'shop-2',
            [givenSetting('work_mem', '8192')],
            [lineOfPatroni('work_mem', '8MB')],
          ),
        ],
      },
      'postgresql.conf of shop-2, which Patroni writes, has work_mem 8MB, and Patroni’s configuration no work_mem: a value of the node’s own patroni.yml wins, or Patroni drops this one.',
      'Look into patroni.yml of shop-2 and the log of its Patroni; let Patroni read a changed file by `patronictl reload`.',
    ],
    [
      'less than Patroni takes',
      'max_connections=20',
      {},
      'Patroni takes no max_connections below 25: it would give 100 without a word.',
      'Give 25 or more.',
    ],
  ])('refuses %s', (_, settings, more, because, instead) => {
    const refused = configSet.refuse({ settings, node: undefined }, settingsOfPatroni({}, more))
    expect(refused).toMatchObject({ because, instead })
  })

  test.each<readonly [string, unknown, string]>([
    ['twice', { work_mem: '8MB', WORK_MEM: '8MB' }, 'has work_mem and WORK_MEM.'],
    ['as a list', { work_mem: ['8MB'] }, 'has for work_mem what no setting has.'],
  ])('refuses a setting that the configuration has %s', (_, parameters, because) => {
    const about = settingsOfPatroni(parameters as Record<string, unknown>)
    expect(configSet.refuse({ settings: 'work_mem=64MB', node: undefined }, about)).toMatchObject({
      because: `The configuration of Patroni ${because}`,
      instead: 'Put it right by `patronictl edit-config`.',
    })
  })

  test('refuses a single node, and what the configuration has already', () => {
    const refused = (node: string | undefined, about: ConfigChangeAbout) => {
      const found = configSet.refuse({ settings: 'work_mem=64MB', node }, about)
      return isRefusal(found) ? found.because : 'not refused'
    }
    expect(refused('shop-1', settingsOfPatroni())).toBe(
      'Patroni gives every node the same settings.',
    )
    expect(refused(undefined, largerWorkMem)).toBe(
      'There is nothing to change: shop-1 and shop-2 have work_mem 64MB already.',
    )
  })
})
