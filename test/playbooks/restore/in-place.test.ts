import { describe, expect, test } from 'vitest'
import type { InPlaceFacts } from '#cluster/facts/restore/in-place'
import type { LiveHere } from '#cluster/facts/restore/live-server'
import type { Replaced } from '#cluster/facts/restore/replaced'
import { inPlaceInput, restoreInPlace } from '#playbooks/restore/in-place'
import { inPlaceFacts, liveHere, liveServer, replaced } from '#test/support/facts/in-place'
import { planned } from '#test/support/facts/planned'
import { clonePlace, foundClone } from '#test/support/facts/restore'

const asked = inPlaceInput.parse({ clone: 'shop-clone-1', over: 'shop' })
const kept = (about: Replaced | null) => ({ folder: '/clones/replaced-shop', about })
const where = (more: Partial<LiveHere>) => ({ ...liveServer, here: { ...liveHere, ...more } })
const among = (clone: ReturnType<typeof foundClone>) => ({
  place: clonePlace({ clones: [clone], inPlace: true }),
})

describe('restore.in-place', () => {
  test.each<[string, Partial<InPlaceFacts>, RegExp, RegExp]>([
    ['under Patroni', { provider: 'patroni' }, /^Patroni starts and stops/, /patronictl pause/],
    ['under an operator', { provider: 'cloudnativepg' }, /^The operator/, /bootstrap\.recovery/],
    ['in RDS', { provider: 'rds' }, /into a new instance only/, /aws rds restore/],
    ['a stanza', { isOfStanza: true }, /are in pgBackRest/, /pgbackrest --delta/],
    [
      'a clone that does not run',
      among(foundClone({}, false)),
      /does not run, so nobody can look/,
      /Start it first/,
    ],
    [
      'a clone that was being moved',
      among(foundClone({ moving: { kind: 'xid', xid: '7', lsn: '0/5000080' } })),
      /does not stand at a moment that is known/,
      /Restore again/,
    ],
    [
      'a second time before the old files are discarded',
      { kept: kept(replaced()) },
      /are still kept in \/clones\/replaced-shop/,
      /no second one/,
    ],
    [
      'what an earlier one left half done',
      { kept: kept(replaced({ state: 'under way' })) },
      /may be the only files of the server/,
      /Look there by hand/,
    ],
    [
      'where the inventory does not allow it',
      { place: clonePlace({ clones: [foundClone()] }) },
      /does not let Howdah stop the server of shop/,
      /in_place: true.*By hand: stop the server/,
    ],
    [
      'a server elsewhere',
      { server: { ...liveServer, here: null } },
      /does not run on Howdah’s machine/,
      /By hand/,
    ],
    [
      'a server of systemd',
      { server: where({ unit: 'postgresql@18-main.service' }) },
      /as postgresql@18-main\.service/,
      /By hand/,
    ],
    ['a container', { server: where({ pid: 1 }) }, /first process of its container/, /By hand/],
    [
      'tablespaces',
      { server: { ...liveServer, tablespaces: 2 } },
      /tablespaces outside its data folder/,
      /By hand/,
    ],
    [
      'a linked pg_wal',
      { server: where({ walElsewhere: true }) },
      /pg_wal .* is a link/,
      /By hand/,
    ],
    [
      'another disk',
      { server: where({ sameDisk: false }) },
      /on another disk/,
      /disk of the server/,
    ],
    ['another user', { placeUid: 1_000 }, /belongs to another user/, /user of the server/],
    [
      'a folder that nobody may move',
      { server: where({ mayMove: false }) },
      /may not move/,
      /rights/,
    ],
  ])('refuses %s, and says what to do instead', (_, more, because, instead) => {
    expect(restoreInPlace.refuse(asked, inPlaceFacts(more))).toMatchObject({
      because: expect.stringMatching(because) as string,
      instead: expect.stringMatching(instead) as string,
    })
  })

  test('refuses a name that is not the cluster’s', () => {
    const other = inPlaceInput.parse({ clone: 'shop-clone-1', over: 'shop2' })
    expect(restoreInPlace.refuse(other, inPlaceFacts())).toMatchObject({
      because: '`over=` names shop2, and the cluster whose files would give way is shop.',
    })
  })

  test('says what is lost, who has to be rebuilt, and claims the whole cluster', () => {
    const plan = planned(
      restoreInPlace,
      asked,
      inPlaceFacts({
        replicas: ['shop-2'],
        kept: kept(replaced({ state: 'failed' })),
        present: { ...inPlaceFacts().present, slots: ['shop_2'], subscriptions: ['feed'] },
      }),
    )
    expect(plan.headline).toBe(
      'Put shop-clone-1, which is shop at 2026-11-30 02:05:00 UTC, in the place of shop',
    )
    expect(plan.claims).toContainEqual({
      on: 'cluster',
      key: 'shop',
      label: 'all of shop',
      mode: 'exclusive',
    })
    expect(plan.steps).toMatchObject([
      {
        title: 'Stop shop-1, move shop-clone-1 to /pg/data, and start shop-1 again',
        action: { way: 'replace', data: '/pg/data' },
        undo: { action: { way: 'return' } },
      },
    ])
    expect(plan.estimates[0]?.value).toBe(
      'whatever was committed after 0/5000060 (the last transaction before is of 2026-11-30 02:04:58.123 UTC): 16 MB of WAL up to now',
    )
    expect(plan.notes).toEqual([
      'Everything else that runs on shop is interrupted first.',
      'shop-2 has changes from after the moment, and cannot follow: rebuild it from the new primary.',
      'No replication slot is in a backup: shop_2 is gone, and whoever reads by it begins anew.',
      'feed will not get again what was received after the moment.',
      'The server keeps its present configuration files, logins in pg_hba.conf included; roles, passwords and settings of databases are those at 2026-11-30 02:05:00 UTC.',
      'A backup that was taken after the moment leads to what was, and to no moment after the restore: take one then.',
    ])
    expect(restoreInPlace.verify(asked, inPlaceFacts(), plan.steps)).toBe(
      'shop does not run on the files of shop-clone-1: it is on timeline 1, at 0/6000000.',
    )
    const after = inPlaceFacts({ kept: kept(replaced()), timeline: 2 })
    expect(restoreInPlace.verify(asked, after, plan.steps)).toBeUndefined()
    expect(restoreInPlace.found?.(asked, after, plan.steps)).toBe(
      'shop is as it was at 2026-11-30 02:05:00 UTC, on timeline 2 at 0/6000000. The files of before are kept in /clones/replaced-shop.',
    )
  })
})
