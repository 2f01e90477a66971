import { describe, expect, test } from 'vitest'
import type { NextCommitFacts } from '#cluster/facts/clone/next-commit'
import { kindOf } from '#model/action'
import { refusal } from '#model/refusal'
import { cloneForward, forwardInput } from '#playbooks/clone/forward'
import { stanza } from '#test/support/facts/backup'
import { planned, valueOf } from '#test/support/facts/planned'
import { clonePlace, clonesFacts, foundClone } from '#test/support/facts/restore'

const asked = forwardInput.parse({ clone: 'shop-clone-1' })
const next = { lsn: '0/5000100', at: '2026-11-30T02:05:10.25Z', xid: 745, table: null }
const read = { from: '0/5000060', to: '0/6000000', files: 1, damage: null }
const facts = (more: Partial<NextCommitFacts> = {}): NextCommitFacts => ({
  ...clonesFacts(),
  backupThere: true,
  archive: '/backup/wal',
  stanza: null,
  next,
  read,
  ...more,
})

describe('clone.forward', () => {
  test.each<[string, Partial<NextCommitFacts>, string, string]>([
    [
      'a clone that is not there',
      { place: clonePlace() },
      'There is no clone shop-clone-1 of shop.',
      'See which there are.',
    ],
    [
      'a clone whose last move broke off',
      {
        place: clonePlace({
          clones: [foundClone({ moving: { kind: 'xid', xid: '744', lsn: '0/5000080' } })],
        }),
      },
      'Where shop-clone-1 stands is not known: it was being moved to after transaction 744, and that broke off.',
      'End it, and restore again.',
    ],
    [
      'a clone whose backup is gone',
      { next: null, backupThere: false },
      'full-1, which shop-clone-1 was made from, is not in the repository any more, so the WAL behind it cannot be followed.',
      'Restore to the moment that you want.',
    ],
    [
      'the end of the archived WAL',
      { next: null },
      'The archived WAL has no transaction behind the moment of shop-clone-1: it ends at 0/6000000.',
      'If there is a later one, let somebody run `SELECT pg_switch_wal()` on shop-1, and ask again.',
    ],
    [
      'damaged WAL',
      { next: null, read: { ...read, damage: '000000010000000000000005: it is cut off.' } },
      'No transaction behind the moment of shop-clone-1 was found before reading ended: 000000010000000000000005: it is cut off.',
      'Restore to the moment that you want.',
    ],
  ])('refuses %s', (_, more, because, instead) => {
    expect(cloneForward.refuse(asked, facts(more))).toMatchObject({ because, instead })
  })

  test('names the next transaction, with where it was found', () => {
    const plan = planned(cloneForward, asked, facts())
    expect(plan.headline).toBe(
      'Move shop-clone-1 of shop on by one transaction, to after transaction 745 (2026-11-30 02:05:10.25 UTC)',
    )
    expect(plan.steps).toMatchObject([
      {
        action: { way: 'move', target: { kind: 'xid', xid: '745', lsn: '0/5000100' } },
        undo: null,
      },
    ])
    expect(valueOf(plan, 'Moment')).toBe(
      'transaction 745, committed 2026-11-30 02:05:10.25 UTC, is the first that shop-clone-1 has not replayed; found in the archived WAL at 0/5000100',
    )
    expect(plan.notes).toContain('It stands at 2026-11-30 02:05:00 UTC now.')
  })

  test('says that the next transaction is the drop that the clone was made to stand before', () => {
    const drop = (xid: string) =>
      ({
        kind: 'drop',
        schema: 'public',
        table: 'orders',
        database: 5,
        schemaOid: 2200,
        found: { lsn: '0/5000090', at: next.at, xid },
      }) as const
    const of = (xid: string) =>
      planned(
        cloneForward,
        asked,
        facts({ place: clonePlace({ clones: [foundClone({ target: drop(xid) })] }) }),
      )
    const plan = of('745')
    expect(plan.headline).toBe(
      'Replay the drop of public.orders in shop-clone-1 of shop: transaction 745 (2026-11-30 02:05:10.25 UTC)',
    )
    expect(plan.risk).toBe('disruptive')
    expect(plan.notes[0]).toBe(
      'This replays the drop: public.orders will be gone in shop-clone-1, with its keys and indexes. Export it first, and see that it came back.',
    )
    const before = of('746')
    expect(before.risk).toBeUndefined()
    expect(before.headline).toMatch(/^Move /)
  })

  test('has pgBackRest fetch what the clone lacks of the WAL', () => {
    const archive = 'the archive of stanza shop of pgBackRest'
    const plan = planned(cloneForward, asked, facts({ stanza, archive }))
    expect(plan.steps).toMatchObject([{ action: { way: 'move', stanza } }])
    expect(plan.claims).toContainEqual(expect.objectContaining({ key: `wal/${archive}` }))
    const [step] = plan.steps
    expect(step && kindOf(step.action).show(step.action).text).toContain(
      'for each file of WAL that is not fetched yet: /usr/bin/pgbackrest',
    )
  })

  test('tells afterwards whether the clone stands there', () => {
    const { steps } = planned(cloneForward, asked, facts())
    const target = { kind: 'xid', xid: '745', lsn: '0/5000100' } as const
    const there = facts({ place: clonePlace({ clones: [foundClone({ target })] }) })
    expect(cloneForward.verify(asked, there, steps)).toBeUndefined()
    expect(cloneForward.found?.(asked, there, steps)).toBe(
      'shop-clone-1 is shop after transaction 745: replayed up to 0/5000060.',
    )
    expect(cloneForward.verify(asked, facts(), steps)).toBe(
      'shop-clone-1 does not stand at the moment that was wanted.',
    )
    const dead = facts({ place: clonePlace({ clones: [foundClone({ target }, false)] }) })
    expect(cloneForward.verify(asked, dead, steps)).toBe(
      'shop-clone-1 is there, and its server does not run.',
    )
  })

  test('refuses where nobody has the duty', () => {
    expect(cloneForward.refuse(asked, facts({ login: null }))).toEqual(
      refusal(
        'This cluster has no login for backup: the inventory has no `credentials.backup`.',
        'Add `credentials.backup`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
      ),
    )
  })
})
