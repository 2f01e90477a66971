import { describe, expect, test } from 'vitest'
import type { ConfigAbout } from '#cluster/facts/config/look'
import { configList, settingsOf } from '#commands/config/list'
import { isRefusal, refusal } from '#model/refusal'
import { aboutShop, awayNode } from '#test/support/commands/cluster'
import { altered, configAbout, configNode, fileLine, ownValue } from '#test/support/facts/config'

const list = (more: Partial<ConfigAbout> = {}, match: string | null = null) =>
  settingsOf({ cluster: aboutShop() }, configAbout(more), match)

const rowsOf = (more: Partial<ConfigAbout>, match: string | null = null) => {
  const said = list(more, match)
  return isRefusal(said) ? said : said.table?.rows
}

const larger = altered('work_mem', '65536')

describe('config list', () => {
  test('says what it is', () => {
    expect(configList).toMatchObject({ words: 'config list', first: 'match', verb: 'read' })
  })

  test('says that everything is the default', () => {
    expect(list()).toEqual({
      kind: 'answer',
      title: 'Every setting of shop-1 and shop-2 is the default.',
      lines: [],
    })
  })

  test('lists what somebody set, with the default and the place, and puts every node into a file', () => {
    const nodes = ['shop-1', 'shop-2'].map(name =>
      configNode(name, [larger], [fileLine('work_mem', '64MB')]),
    )
    expect(list({ nodes })).toEqual({
      kind: 'answer',
      title: '1 setting of shop-1 and shop-2 is not the default; nothing to review.',
      lines: [],
      table: {
        columns: ['Setting', 'Value', 'Remark', 'Default', 'From'],
        rows: [['work_mem', '64MB', '', '4MB', 'ALTER SYSTEM (postgresql.auto.conf, line 3)']],
      },
      file: {
        name: 'settings-shop.csv',
        text: [
          'setting,node,value,default,from,after_restart',
          'work_mem,shop-1,64MB,4MB,"ALTER SYSTEM (postgresql.auto.conf, line 3)",64MB',
          'work_mem,shop-2,64MB,4MB,"ALTER SYSTEM (postgresql.auto.conf, line 3)",64MB',
          '',
        ].join('\r\n'),
      },
    })
  })

  test('names the nodes where nodes differ', () => {
    expect(rowsOf({ nodes: [configNode('shop-1', [larger]), configNode('shop-2')] })).toEqual([
      [
        'work_mem',
        '64MB on shop-1, 4MB on shop-2',
        'nodes differ',
        '4MB',
        'ALTER SYSTEM (postgresql.auto.conf, line 3) on shop-1, default on shop-2',
      ],
    ])
  })

  test('lists first what waits for a restart', () => {
    const more = altered('max_connections', '100', { pendingRestart: true })
    const nodes = [
      configNode('shop-1', [larger, more], [fileLine('max_connections', '200')]),
      configNode('shop-2', [larger]),
    ]
    expect(rowsOf({ nodes })).toMatchObject([
      ['max_connections', '100', '200 after a restart', '100', expect.any(String)],
      ['work_mem', '64MB', '', '4MB', expect.any(String)],
    ])
  })

  test('names who has a value of their own', () => {
    const own = [
      ownValue('work_mem', '1GB'),
      ownValue('work_mem', '2GB', { role: null, database: 'app' }),
    ]
    expect(rowsOf({ own })).toEqual([
      ['work_mem', '4MB', 'own value of role billing, database app', '4MB', 'default'],
    ])
  })

  test('finds a word in name and description, the default included', () => {
    expect(rowsOf({}, 'fetched disk')).toEqual([['random_page_cost', '4', '', '4', 'default']])
    expect(list({}, 'WORK_MEM')).toMatchObject({
      title: '1 setting of shop-1 and shop-2 with “WORK_MEM”; nothing to review.',
    })
  })

  test('tells what Howdah’s own session hides by the files', () => {
    const nodes = [configNode('shop-1', [], [fileLine('statement_timeout', '30s')])]
    expect(rowsOf({ nodes })).toEqual([
      ['statement_timeout', '30s', '', '0', 'ALTER SYSTEM (postgresql.auto.conf, line 3)'],
    ])
  })

  test('says what is not known', () => {
    expect(
      list({
        nodes: [configNode('shop-1', [], null)],
        unreachable: [awayNode('shop-2')],
      }),
    ).toMatchObject({
      title: 'Every setting of shop-1 is the default.',
      lines: [
        'What shop-2 has is not known. shop-2 does not answer in time.',
        'The configuration files of shop-1 cannot be read, and settings that Howdah’s own session makes are not listed. It takes `GRANT SELECT ON pg_file_settings TO look`.',
      ],
    })
  })

  test.each([
    [
      'wrok_mem',
      refusal('There is no setting wrok_mem.', 'Did you mean `work_mem`?', 'config list work_mem'),
    ],
    ['zebra', refusal('There is no setting zebra.', 'See `config list` with a part of its name.')],
  ])('refuses %s', (match, refused) => expect(list({}, match)).toEqual(refused))
})
