import { describe, expect, test } from 'vitest'
import type { ConfigAbout } from '#cluster/facts/config/look'
import { configShow, settingShown } from '#commands/config/show'
import { isRefusal, refusal } from '#model/refusal'
import { aboutShop, awayNode } from '#test/support/commands/cluster'
import {
  altered,
  configAbout,
  configNode,
  dataDir,
  fileLine,
  ownValue,
} from '#test/support/facts/config'

const show = (typed: string, more: Partial<ConfigAbout> = {}, maintain: string | null = 'act') =>
  settingShown(
    { cluster: aboutShop({ logins: { ...aboutShop().logins, maintain } }) },
    configAbout(more),
    typed,
  )

const linesOf = (typed: string, more: Partial<ConfigAbout>) => {
  const said = show(typed, more)
  return isRefusal(said) ? said : said.lines
}

const larger = altered('work_mem', '65536')
const inFile = { file: `${dataDir}/postgresql.conf`, line: 12, applied: false }

describe('config show', () => {
  test('says what it is', () => {
    expect(configShow).toMatchObject({ words: 'config show', first: 'setting', verb: 'read' })
  })

  test('tells value, default, what it takes and when a change counts', () => {
    expect(show('WORK_MEM')).toEqual({
      kind: 'answer',
      title: 'work_mem is 4MB on shop-1 and shop-2.',
      lines: [
        'Sets the maximum memory to be used for query workspaces.',
        'Nobody set it, so it is the default.',
        'The default is 4MB; it takes from 64kB to 2147483647kB (about 2.0 TB).',
        'A change counts after a reload, in every session that has no value of its own.',
      ],
      offers: [],
    })
  })

  test('tells by node where a value comes from, and what it hides', () => {
    const nodes = [
      configNode(
        'shop-1',
        [larger],
        [fileLine('work_mem', '8MB', inFile), fileLine('work_mem', '64MB')],
      ),
      configNode('shop-2'),
    ]
    const said = show('work_mem', { nodes })
    expect(said).toMatchObject({
      title: 'work_mem is 64MB on shop-1, 4MB on shop-2.',
      offers: [{ label: 'Reset work_mem', command: 'config reset work_mem' }],
    })
    expect(linesOf('work_mem', { nodes })).toEqual(
      expect.arrayContaining([
        'shop-1: it comes from ALTER SYSTEM (postgresql.auto.conf, line 3).',
        'shop-2: nobody set it, so it is the default.',
        'postgresql.conf, line 12 of shop-1 says 8MB, which does not count: postgresql.auto.conf, line 3 comes later.',
      ]),
    )
  })

  test('offers no change where Howdah only observes', () => {
    const nodes = [configNode('shop-1', [larger], [fileLine('work_mem', '64MB')])]
    expect(show('work_mem', { nodes }, null)).toMatchObject({ offers: [] })
  })

  test.each<[string, Parameters<typeof altered>[2], string]>([
    ['command line', {}, 'It comes from the server’s command line.'],
    ['environment variable', {}, 'It comes from an environment variable of the server.'],
    ['configuration file', { file: null, line: null }, 'It comes from a configuration file.'],
    [
      'configuration file',
      { file: `${dataDir}/conf.d/memory.conf`, line: 2 },
      'It comes from memory.conf, line 2.',
    ],
  ])('names the origin %s', (source, more, sentence) => {
    const nodes = [configNode('shop-1', [altered('work_mem', '65536', { source, ...more })])]
    expect(linesOf('work_mem', { nodes })).toContain(sentence)
  })

  test('says that the command line wins over what ALTER SYSTEM wrote', () => {
    const fixed = altered('work_mem', '65536', { source: 'command line', file: null })
    const nodes = [configNode('shop-1', [fixed], [fileLine('work_mem', '8MB')])]
    expect(linesOf('work_mem', { nodes })).toContain(
      'postgresql.auto.conf, line 3 of shop-1 says 8MB, which does not count: the command line wins.',
    )
  })

  test.each<[string, string]>([
    ['max_connections', 'A change counts after a restart.'],
    ['max_wal_size', 'A change counts after a reload.'],
    ['block_size', 'It cannot be changed.'],
  ])('tells when %s counts', (name, sentence) => expect(linesOf(name, {})).toContain(sentence))

  test('names each node that waits for a restart', () => {
    const more = altered('max_connections', '100', { pendingRestart: true })
    const waiting = fileLine('max_connections', '200', {
      applied: false,
      error: 'setting could not be applied',
    })
    const nodes = [configNode('shop-1', [more], [waiting]), configNode('shop-2')]
    expect(show('max_connections', { nodes })).toMatchObject({
      title: 'max_connections is 100 on shop-1 and shop-2.',
    })
    const lines = linesOf('max_connections', { nodes })
    expect(lines).toContain('200 is written on shop-1 and pending until the restart of shop-1.')
    expect(lines).not.toContain(expect.stringContaining('is not taken'))
  })

  test('tells a line that PostgreSQL does not take', () => {
    const bad = fileLine('work_mem', '8 apples', { applied: false, error: 'invalid value' })
    expect(linesOf('work_mem', { nodes: [configNode('shop-1', [], [bad])] })).toContain(
      'postgresql.auto.conf, line 3 of shop-1 is ignored: invalid value.',
    )
  })

  test('names roles and databases that would not notice a change', () => {
    const own = [
      ownValue('work_mem', '256MB'),
      ownValue('Work_Mem', '1GB', { role: 'billing', database: 'app' }),
      ownValue('jit', 'off'),
    ]
    expect(linesOf('work_mem', { own })).toEqual(
      expect.arrayContaining([
        'Role billing has 256MB of its own: sessions there do not notice a change of the server.',
        'Role billing in database app has 1GB of its own: sessions there do not notice a change of the server.',
      ]),
    )
  })

  test('does not take a value of Howdah’s own session for the server’s', () => {
    expect(show('statement_timeout')).toMatchObject({
      title: 'statement_timeout is 0 on shop-1 and shop-2.',
    })
    const nodes = [configNode('shop-1', [], null)]
    expect(show('statement_timeout', { nodes })).toMatchObject({
      title: 'statement_timeout is not known on shop-1.',
    })
    expect(linesOf('statement_timeout', { nodes })).toContain(
      'What the server shop-1 has is not known: Howdah’s own session has a value of its own, and the login may not read the configuration files. It takes `GRANT SELECT ON pg_file_settings TO look`.',
    )
  })

  test('says what is not known of a node that is away', () => {
    expect(
      linesOf('work_mem', {
        nodes: [configNode('shop-1')],
        unreachable: [awayNode('shop-2')],
      }),
    ).toContain('What shop-2 has is not known. shop-2 does not answer in time.')
  })

  test.each([
    [
      'wrok_mem',
      refusal('There is no setting wrok_mem.', 'Did you mean `work_mem`?', 'config show work_mem'),
    ],
    [
      'random',
      refusal(
        'There is no setting random.',
        'Did you mean `random_page_cost`?',
        'config show random_page_cost',
      ),
    ],
    [
      'myext.flag',
      refusal(
        'There is no setting myext.flag.',
        'A setting with a dot belongs to an extension: the server knows the setting once the extension is loaded.',
      ),
    ],
  ])('refuses %s', (typed, refused) => expect(show(typed)).toEqual(refused))
})
