import { expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { backupEnable, enableInput } from '#playbooks/backup/enable'
import { backupFacts, repositoryOf } from '#test/support/facts/backup'

test('backup.enable refuses a stanza, into which pgBackRest archives', () => {
  const stanza = { stanza: 'shop', config: '/c', program: '/usr/bin/pgbackrest', host: null }
  const facts = {
    ...backupFacts({ repository: repositoryOf({ folder: 'stanza shop of pgBackRest', stanza }) }),
    nodes: [],
    unreachable: [],
    provider: 'self-managed',
    actor: 'howdah',
    rights: { denied: [], grants: [] },
    archiver: null,
    maySwitch: true,
    switchGrant: null,
  } as const
  expect(backupEnable.refuse(enableInput.parse({}), facts)).toEqual(
    refusal(
      'Into stanza shop of pgBackRest pgBackRest archives, and not Howdah’s program.',
      'Set `archive_command` to `/usr/bin/pgbackrest --stanza=shop archive-push %p`; a reload is enough where `archive_mode` is on.',
    ),
  )
})
