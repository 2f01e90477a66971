import { describe, expect, test } from 'vitest'
import type { KeptBackup, ToldStanza } from '#cluster/facts/backup/kept-backup'
import { refusal } from '#model/refusal'
import { backupTake, takeInput } from '#playbooks/backup/take'
import {
  backupAbout,
  backupFacts,
  keptBackup,
  repositoryOf,
  verifiedBackup,
} from '#test/support/facts/backup'

const stanza = {
  stanza: 'shop',
  config: '/etc/pgbackrest/pgbackrest.conf',
  program: '/usr/bin/pgbackrest',
  host: null,
}
const told = (more: Partial<ToldStanza> = {}): ToldStanza => ({
  made: true,
  cipher: 'aes-256-cbc',
  archived: new Map(),
  ...more,
})
const label = '20261130-101112F'
const taken = (more: Partial<KeptBackup> = {}) =>
  keptBackup({
    backup: label,
    about: backupAbout({ backup: label }),
    taken: { type: 'full', prior: null, run: 'r-1234567', stored: 9 },
    ...more,
  })
const facts = (backups: readonly KeptBackup[], more: Partial<ToldStanza> = {}) =>
  backupFacts({
    repository: repositoryOf({
      folder: 'stanza shop of pgBackRest',
      archive: 'the archive of stanza shop of pgBackRest',
      stanza,
      told: told(more),
      backups,
    }),
  })
const planOf = (input: object, of: ReturnType<typeof facts>) => {
  const asked = takeInput.parse(input)
  const ready = backupTake.refuse(asked, of)
  if ('because' in ready) throw new Error(ready.because)
  return backupTake.plan(asked, ready)
}

describe('backup.take with pgBackRest', () => {
  test.each([
    [
      'a pace',
      { pace: 4 },
      facts([taken()]),
      refusal(
        'pgBackRest has no pace in MB a second.',
        'Leave `pace` out; `process-max` in its configuration bounds the load.',
      ),
    ],
    [
      'an incremental backup on top of nothing',
      { type: 'incr' },
      facts([]),
      refusal(
        'stanza shop of pgBackRest has no full backup that an incremental one could build on.',
        'Take a full one.',
        'backup take type=full',
      ),
    ],
    [
      'to begin anew where a backup was verified before',
      {},
      {
        ...facts([], { made: false, archived: null }),
        verified: [verifiedBackup({ backup: label })],
      },
      refusal(
        'stanza shop of pgBackRest is not there, and Howdah verified 20261130-101112F in it on 2026-11-30 03:00 UTC: its repository is away, or was removed.',
        'Mount it. Where it was removed on purpose, make it anew by hand: `pgbackrest stanza-create`.',
      ),
    ],
    [
      'an incremental backup into a folder',
      { type: 'incr' },
      backupFacts(),
      refusal(
        'A repository of files takes full backups only.',
        'Leave `type` out, or keep the backups with pgBackRest.',
      ),
    ],
  ])('refuses %s', (_, input, of, refused) => {
    expect(backupTake.refuse(takeInput.parse(input), of)).toEqual(refused)
  })

  test('makes the stanza first where there is none', () => {
    const { steps, notes } = planOf({}, facts([], { made: false, archived: null }))
    expect(notes[0]).toBe(
      'shop-1 archived 000000010000000000000005 last, 2026-11-30 02:07 UTC. If that was into stanza shop of pgBackRest, its repository is away, and this begins another one.',
    )
    expect(steps.map(({ title }) => title)).toEqual([
      'Make stanza shop of pgBackRest',
      'Have pgBackRest take a full backup of shop into stanza shop of pgBackRest',
    ])
  })

  test('says what the backup builds on, and that it is encrypted', () => {
    const { steps, estimates, notes } = planOf({ type: 'incr' }, facts([taken()]))
    expect(steps[0]?.action).toMatchObject({ kind: 'pgbackrest', way: 'take', after: label })
    expect(estimates[0]).toEqual({
      label: 'Builds on',
      value: `${label}, without which it cannot be restored`,
    })
    expect(notes[0]).toContain('is encrypted with aes-256-cbc: without the pass phrase')
  })

  test('succeeds by a new backup of a run of Howdah alone', () => {
    const { steps } = planOf({}, facts([taken()]))
    const later = '20261130-121112F'
    const another = taken({ backup: later, about: backupAbout({ backup: later }) })
    const verified = (backups: readonly KeptBackup[]) =>
      backupTake.verify(takeInput.parse({}), facts(backups), steps)
    expect(verified([another, taken()])).toBeUndefined()
    expect(verified([taken()])).toBe('There is no new full backup in the repository.')
    const strange = {
      ...another,
      taken: { type: 'full', prior: null, run: null, stored: 9 },
    } as const
    expect(verified([strange, taken()])).toBe('There is no new full backup in the repository.')
  })
})
