import { describe, expect, test } from 'vitest'
import type { ArchivingFacts } from '#cluster/facts/backup/archiving'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { backupEnable, enableInput } from '#playbooks/backup/enable'
import { archiveCommand } from '#playbooks/backup/enable-changes'
import { backupFacts, backupServer, repositoryOf } from '#test/support/facts/backup'
import { altered, configNode, fileLine, setting } from '#test/support/facts/config'

const archiver = {
  node: '/usr/bin/node',
  program: '/opt/howdah/src/main/wal/program.ts',
  archive: '/backup/wal',
  key: null,
}
const asked = enableInput.parse({})
const command = '/usr/bin/node /opt/howdah/src/main/wal/program.ts keep /backup/wal "%p"'
const key = 'vault.0011223344556677'

/** A server that never archived. */
const off = configNode('shop-1')
const on = altered('archive_mode', 'on')
/** With a foreign command. */
const other = configNode(
  'shop-1',
  [on, altered('archive_command', 'cp %p /old/%f')],
  [fileLine('archive_mode', 'on'), fileLine('archive_command', 'cp %p /old/%f')],
)
const wanted = configNode(
  'shop-1',
  [on, altered('archive_command', command)],
  [fileLine('archive_mode', 'on'), fileLine('archive_command', command)],
)
const library = setting('archive_library', {
  setting: 'basic_archive',
  unit: null,
  vartype: 'string',
  boot: '',
  source: 'configuration file',
})

const facts = (more: Partial<ArchivingFacts> = {}): ArchivingFacts => ({
  ...backupFacts(),
  nodes: [off],
  unreachable: [],
  provider: 'self-managed',
  actor: 'howdah',
  rights: { denied: [], grants: [] },
  archiver,
  maySwitch: true,
  switchGrant: 'GRANT EXECUTE ON FUNCTION pg_switch_wal() TO keeper',
  ...more,
})

const planOf = (more: Partial<ArchivingFacts> = {}) => {
  const ready = backupEnable.refuse(asked, facts(more))
  if (isRefusal(ready)) throw new Error(ready.because)
  return backupEnable.plan(asked, ready)
}

const settingsOf = (more: Partial<ArchivingFacts>) =>
  planOf(more).steps.flatMap(({ action, undo }) =>
    action.kind === 'setting' && undo?.action.kind === 'setting'
      ? [{ node: action.node, set: action.settings, back: undo.action.settings }]
      : [],
  )

describe('backup.enable', () => {
  test.each<[string, Partial<ArchivingFacts>, Refusal]>([
    [
      'a cluster whose settings are in other hands',
      { provider: 'rds' },
      refusal(
        'RDS and Aurora take settings from a parameter group, not from ALTER SYSTEM.',
        'Change it in the DB parameter group (of Aurora: of the cluster), and read the value back with `config show`.',
      ),
    ],
    [
      'machines whose paths nobody said',
      { archiver: null },
      refusal(
        'Howdah does not know where its program, node and the archive lie on the machines of shop.',
        'Name them in the inventory: `backup: { server: { howdah: /path, node: /path, archive: /path } }`, by paths of those machines.',
      ),
    ],
    [
      'a key that the server does not have',
      { repository: repositoryOf({ key }) },
      refusal(
        'The inventory gives a key, and the server needs it too, to encrypt what it archives.',
        'Put the key into a file that only the user of the server may read, and name that file as `backup.server.key` in the inventory.',
      ),
    ],
    [
      'a node that is away',
      {
        unreachable: [{ name: 'shop-2', because: 'shop-2 does not answer.', instead: 'Start it.' }],
      },
      refusal(
        'shop-2 does not answer. Archiving is set on every node, so that archiving survives a failover.',
        'Start it.',
      ),
    ],
    [
      'a login without the rights',
      {
        rights: {
          denied: ['archive_command'],
          grants: ['GRANT ALTER SYSTEM ON PARAMETER archive_command TO howdah'],
        },
      },
      refusal(
        'howdah may not change archive_command by ALTER SYSTEM.',
        'Let a superuser run in database shop: `GRANT ALTER SYSTEM ON PARAMETER archive_command TO howdah;`',
      ),
    ],
    [
      'a login that may not finish a file of WAL',
      { maySwitch: false },
      refusal(
        'keeper may not have shop-1 finish its file of WAL, which is how Howdah sees that WAL arrives.',
        'In database shop, ask an administrator to run: `GRANT EXECUTE ON FUNCTION pg_switch_wal() TO keeper`.',
      ),
    ],
    [
      'a server that waits for its restart',
      {
        nodes: [
          configNode(
            'shop-1',
            [altered('archive_mode', 'off', { pendingRestart: true })],
            [fileLine('archive_mode', 'on'), fileLine('archive_command', command)],
          ),
        ],
      },
      refusal(
        'Archiving is written on shop-1, and counts after its restart.',
        'Restart it, then ask again: that checks that WAL arrives.',
        'node restart shop-1',
      ),
    ],
    [
      'a server that archives already',
      { nodes: [wanted] },
      refusal(
        'shop-1 archives into /backup/wal already: 000000010000000000000005 is there.',
        'Take a backup, or see how far the archive goes.',
        'backup status',
      ),
    ],
  ])('refuses %s', (_, more, said) => {
    expect(backupEnable.refuse(asked, facts(more))).toEqual(said)
  })

  test('writes what a server needs that never archived, and says that it counts after a restart', () => {
    const plan = planOf()
    expect(plan.headline).toBe('Archive the WAL of shop-1 into /backup/wal')
    expect(settingsOf({})).toEqual([
      {
        node: 'shop-1',
        set: [
          { name: 'archive_mode', value: 'on' },
          { name: 'archive_command', value: command },
        ],
        back: [
          { name: 'archive_mode', value: null },
          { name: 'archive_command', value: null },
        ],
      },
    ])
    expect(plan.steps).toHaveLength(1)
    expect(plan.estimates).toContainEqual({
      label: 'Counts',
      value: 'after the restart of shop-1, which this plan does not do: `node restart` does',
    })
    expect(plan.notes).toContain(
      'Say `backup enable` again after the restart: that checks that WAL arrives.',
    )
  })

  test('takes the place of another command, checks that WAL arrives, and can write the other one back', () => {
    const plan = planOf({ nodes: [other] })
    expect(settingsOf({ nodes: [other] })).toEqual([
      {
        node: 'shop-1',
        set: [{ name: 'archive_command', value: command }],
        back: [{ name: 'archive_command', value: 'cp %p /old/%f' }],
      },
    ])
    expect(plan.steps.map(({ title, onFailure }) => [title, onFailure])).toEqual([
      ['Set archive_command on shop-1', 'undo'],
      ['Have shop-1 finish its file of WAL', 'undo'],
      ['Wait until that file is archived into /backup/wal', 'undo'],
    ])
    expect(plan.steps[2]?.action).toMatchObject({
      until: { values: [{ from: 1, output: 'file' }] },
    })
  })

  test('takes a library away, as PostgreSQL takes a library or a command', () => {
    const nodes = [
      {
        ...other,
        settings: [...other.settings, library],
        files: {
          lines: [...(other.files.lines ?? []), fileLine('archive_library', 'basic_archive')],
          grants: [],
        },
      },
    ]
    expect(settingsOf({ nodes })[0]?.set).toEqual([
      { name: 'archive_library', value: '' },
      { name: 'archive_command', value: command },
    ])
  })

  test('sets replicas first, as a failover may make one the primary', () => {
    const nodes = [other, { ...other, name: 'shop-2', role: 'replica' as const }]
    expect(settingsOf({ nodes }).map(({ node }) => node)).toEqual(['shop-2', 'shop-1'])
  })

  test('only checks where the server was restarted meanwhile, or fails to archive', () => {
    const server = backupServer({
      failing: '000000010000000000000006',
      failingSince: '2026-11-30T02:08:00Z',
    })
    for (const more of [{ archivesThere: null }, { server }]) {
      const plan = planOf({ nodes: [wanted], ...more })
      expect(plan.headline).toBe('Check that the WAL of shop-1 arrives in /backup/wal')
      expect(plan.steps).toHaveLength(2)
      expect(plan.steps[1]?.action).toMatchObject({
        until: { values: [{ from: 0, output: 'file' }] },
      })
    }
  })

  test('gives the program the file of the key, never the key', () => {
    const keyed = { ...archiver, key: '/etc/howdah/key' }
    expect(archiveCommand(keyed)).toBe(`${command} /etc/howdah/key`)
    expect(archiveCommand({ ...keyed, archive: `/back up/50%/it's` })).toBe(
      String.raw`/usr/bin/node /opt/howdah/src/main/wal/program.ts keep '/back up/50%%/it'\''s' "%p" /etc/howdah/key`,
    )
  })

  test('afterwards tells of WAL that arrives elsewhere, or unencrypted', () => {
    const after = (more: Partial<ArchivingFacts>) =>
      backupEnable.verify(asked, facts({ nodes: [wanted], ...more }))
    expect(after({})).toBeUndefined()
    expect(after({ archivesThere: false })).toBe(
      'shop-1 archives elsewhere: 000000010000000000000005 is not in /backup/wal.',
    )
    expect(after({ repository: repositoryOf({ key }) })).toBe(
      'shop-1 archives unencrypted: 000000010000000000000005 in /backup/wal.',
    )
    expect(backupEnable.verify(asked, facts({ nodes: [other] }))).toBe(
      'archive_command is not written on shop-1.',
    )
  })
})
