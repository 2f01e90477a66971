import { describe, expect, test } from 'vitest'
import type { Sought } from '#cluster/facts/restore/moment'
import { restoreInput } from '#playbooks/restore/input'
import { restorePointInTime } from '#playbooks/restore/point-in-time'
import { planned, valueOf } from '#test/support/facts/planned'
import { restoreFacts } from '#test/support/facts/restore'

const asked = restoreInput.parse({ 'before-drop': 'orders' })
const read = { from: '0/2000028', to: '0/6000000', files: 4, damage: null }
const span = 'the archived WAL from 0/2000028 to 0/6000000 (since 2026-11-30 02:00 UTC)'
const switchFirst =
  'If it was later, let somebody run `SELECT pg_switch_wal()` on shop-1, and ask again.'

describe('what a restore looks for in the WAL', () => {
  test('gives the found moment of a drop as evidence, and restores to before its lock', () => {
    const found = { lsn: '0/4000100', at: '2026-11-30T02:05:10.25Z', xid: 745, table: null }
    const target = {
      kind: 'drop',
      schema: 'public',
      table: 'orders',
      database: 5,
      schemaOid: 2_200,
      found: { lsn: found.lsn, at: found.at, xid: '745' },
    } as const
    const sought = {
      found,
      read,
      table: { schema: 'public', table: 'orders', there: false, hasSchema: true, near: null },
      transaction: null,
      live: false,
    }
    const plan = planned(restorePointInTime, asked, restoreFacts({ target, sought }))
    expect(plan.headline).toBe(
      'Make clone shop-clone-1 of shop as it was before public.orders was dropped (2026-11-30 02:05:10.25 UTC), from full-1',
    )
    expect(valueOf(plan, 'Moment')).toBe(
      'transaction 745 dropped public.orders, committed 2026-11-30 02:05:10.25 UTC; replay stops before its lock on the table, at 0/4000100; found in the archived WAL from 0/2000028 to 0/6000000 (4 files)',
    )
    const unseen = planned(
      restorePointInTime,
      asked,
      restoreFacts({ target: { ...target, found: null }, sought: { ...sought, found: null } }),
    )
    const claimed = 'as it was before public.orders was dropped, if it was'
    expect(unseen.headline).toContain(`${claimed}, from full-1`)
    expect(unseen.steps.map(({ title }) => title).join()).toContain(`${claimed} in `)
    expect(valueOf(unseen, 'Moment')).toBe(
      'not known: public.orders is not on shop-1, and no drop of it is in the archived WAL from 0/2000028 to 0/6000000 (4 files)',
    )
    expect(unseen.notes[0]).toBe(
      'public.orders was dropped only just now, or there never was such a table. Look at the name: the restore archives the newest WAL and looks there; where no drop is in it either, it fails and leaves nothing behind.',
    )
  })

  test.each<[string, Partial<Sought>, string, string]>([
    [
      'a table that is there and was not dropped',
      { table: { schema: 'public', table: 'orders', there: true, hasSchema: true, near: null } },
      `public.orders is there, and no drop of it is in ${span}.`,
      `Name the moment with \`to=\`. ${switchFirst}`,
    ],
    [
      'a table of a schema that is not there',
      { table: { schema: 'old', table: 'orders', there: false, hasSchema: false, near: null } },
      `No drop of old.orders is in ${span}, and there is no schema old.`,
      `Look at the name. ${switchFirst}`,
    ],
    [
      'a table that is called nearly so, as long as the newest WAL is not archived',
      {
        table: { schema: 'public', table: 'orders', there: false, hasSchema: true, near: 'order' },
      },
      `public.orders is not there, and no drop of it is in ${span}.`,
      `Was order meant? ${switchFirst}`,
    ],
    [
      'a table that never was, where the server’s own WAL was read too',
      {
        live: true,
        table: { schema: 'public', table: 'orders', there: false, hasSchema: true, near: null },
      },
      `public.orders is not there, and no drop of it is in ${span.replace('archived ', '')}.`,
      'Look at the name.',
    ],
    [
      'a transaction of the future',
      { transaction: { xid: '900', ahead: true, status: null } },
      'No transaction has the number 900 yet.',
      'Look at the number.',
    ],
    [
      'a transaction that was rolled back',
      { transaction: { xid: '700', ahead: false, status: 'aborted' } },
      'Transaction 700 was rolled back, and changed nothing.',
      'Name the moment with `to=`.',
    ],
    [
      'a transaction that still runs',
      { transaction: { xid: '700', ahead: false, status: 'in progress' } },
      'Transaction 700 still runs.',
      'Wait for its end.',
    ],
    [
      'a transaction out of the archived WAL',
      { transaction: { xid: '700', ahead: false, status: 'committed' } },
      `The commit of transaction 700 was not found in ${span}.`,
      `Name the moment with \`to=\`. ${switchFirst}`,
    ],
    [
      'a restore point that nobody made',
      {},
      `Such a restore point was not found in ${span}.`,
      `Name the moment with \`to=\`. ${switchFirst}`,
    ],
    [
      'to go by damaged WAL',
      { read: { ...read, damage: '000000010000000000000004: it is cut off.' } },
      `Such a restore point was not found in ${span}, where reading ended: 000000010000000000000004: it is cut off.`,
      'Name a moment before that with `to=`.',
    ],
    [
      'to look without WAL',
      { read: null },
      'There is no archived WAL behind a backup of shop, so nothing can be found there.',
      'See what the archive has.',
    ],
  ])('refuses %s', (_, more, because, instead) => {
    const sought = { found: null, read, live: false, table: null, transaction: null, ...more }
    expect(restorePointInTime.refuse(asked, restoreFacts({ target: null, sought }))).toMatchObject({
      because,
      instead,
    })
  })
})
