import { describe, expect, test } from 'vitest'
import type { FailoverFacts } from '#cluster/facts/replication/failover'
import { replicationFailover } from '#playbooks/replication/failover'
import {
  failoverFacts as factsOf,
  filesOfGone as files,
  waitingReplica as replica,
  seenPrimary as seen,
} from '#test/support/facts/failover'
import { planned, valueOf } from '#test/support/facts/planned'
import { sendingNode } from '#test/support/facts/replication'

const asked = { over: 'shop' }

const refused = (more: Partial<FailoverFacts>, wish: { over: string; off?: string } = asked) =>
  replicationFailover.refuse(wish, factsOf(more))

describe('replication.failover', () => {
  test.each<readonly [string, Partial<FailoverFacts>, string, string]>([
    [
      'a cluster of Patroni',
      { provider: 'patroni' },
      'Patroni decides who is the primary of this cluster.',
      'Patroni fails over by itself; by hand use `patronictl failover`.',
    ],
    ['a clone', { cloneOf: 'shop' }, 'shop is a clone and has no replica.', 'Name shop.'],
    [
      'a cluster without a login that promotes',
      { lacks: null },
      'This cluster has no login for ha: the inventory has no `credentials.ha`.',
      'Add `credentials.ha`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ],
    [
      'a primary that answers',
      { nodes: [sendingNode(), replica('shop-2')], unreachable: [] },
      'shop-1 answers, and is the primary of shop: a failover would lose what a switchover does not.',
      'Use `replication switchover`; where its machine is ill, stop its server first.',
    ],
    [
      'replicas alone, of which none is silent',
      { unreachable: [] },
      'Every node of shop answers, and all are replicas.',
      'Start the server that was the primary as the primary: see which one holds the newest data.',
    ],
    [
      'two silent nodes of which none was seen as the primary',
      {
        seen: null,
        files: null,
        unreachable: ['shop-1', 'shop-4'].map(name => ({ name, because: '', instead: '' })),
      },
      'shop-1 and shop-4 do not answer, and no Howdah has seen which one was the primary.',
      'Bring all but the primary back, or take them out of the inventory, then ask again.',
    ],
    [
      'a primary that still sends WAL',
      { nodes: [replica('shop-2', { streams: true })] },
      'shop-2 still receives WAL: shop-1 seems to live, and only Howdah does not reach it.',
      'Look at the network between Howdah and shop-1. After a cut the replica itself notices within `wal_receiver_timeout`, usually a minute: then ask again.',
    ],
    [
      'a login that may not promote',
      { lacks: ['ALTER ROLE mover REPLICATION'] },
      'The login for ha lacks rights.',
      'Let a superuser run: `ALTER ROLE mover REPLICATION`.',
    ],
    [
      'a replica with most WAL whose replay is paused',
      { nodes: [replica('shop-2', { paused: true }), replica('shop-3')] },
      'shop-2 has received most, and its replay is paused.',
      'Let a superuser call `pg_wal_replay_resume` on shop-2, then ask again.',
    ],
    [
      'a replica with most WAL that is late on purpose',
      { nodes: [replica('shop-2', { delaySeconds: 3_600 }), replica('shop-3')] },
      'shop-2 has received most, and replays late on purpose (recovery_min_apply_delay).',
      'Set that to 0 on shop-2 and reload, then ask again: another replica would lose more.',
    ],
    [
      'replicas that have nothing',
      { received: new Map() },
      'How far shop-2 is, or of which database system, cannot be read.',
      'See what is missing.',
    ],
    [
      'a primary on another machine',
      { files: null },
      'Howdah can neither see that shop-1 is dead nor keep it from coming back as a second primary: its server is not on Howdah’s machine, or not of Howdah’s user.',
      'Make sure that its machine is off and stays off, then say so: `off=shop-1`.',
    ],
    [
      'a primary that this process never saw',
      { files: null, seen: null },
      'Howdah can neither see that shop-1 is dead nor keep it from coming back as a second primary: no Howdah has seen it as the primary, and its files are not known.',
      'Make sure that its machine is off and stays off, then say so: `off=shop-1`.',
    ],
  ])('refuses %s', (_, more, because, instead) => {
    expect(refused(more)).toMatchObject({ because, instead })
  })

  test('refuses the name of another cluster, and of a node that is not gone', () => {
    expect(refused({}, { over: 'shops' })).toMatchObject({
      because: '`over=` names shops, and the cluster that would fail over is shop.',
      instead: 'Look twice which cluster is meant, and type its name: `over=shop`.',
    })
    expect(refused({}, { over: 'shop', off: 'shop-2' })).toMatchObject({
      because: '`off=` names shop-2, and the primary that is gone is shop-1.',
      instead: 'Look twice which machine is off.',
    })
    const two = ['shop-1', 'shop-4'].map(name => ({ name, because: '', instead: '' }))
    expect(refused({ unreachable: two }, { over: 'shop', off: 'shop-4' })).toMatchObject({
      instead: 'Leave `off=` away, or look twice which machine is off.',
    })
  })

  test('says before anybody approves what may be lost, who takes over, and why no other', () => {
    const plan = planned(replicationFailover, asked, factsOf())
    expect(plan.headline).toBe('Fail shop over to shop-2: shop-1 is gone')
    expect(plan.estimates.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'May be lost: at most 20 committed transactions, 4.0 kB of WAL up to 0/3001000, which lie in the files of shop-1 and did not reach shop-2',
      'Last seen: shop-1 as the primary with WAL up to 0/3000900, 2 min before this plan',
      'Takes over: shop-2, which has received most: WAL up to 0/3000200',
      'Not the others: shop-3 has received 128 B less',
      'shop-1 now: does not answer, and no process works on its files; it is fenced first, so that whoever starts it gets a replica',
      'Undo: none: what was lost is lost',
    ])
    expect(plan.notes).toEqual([
      'To start shop-1 again would lose nothing, where its machine and disk are well: fail over only if that takes too long.',
      'Whoever connects to the address of shop-1 finds nobody. Have ready whatever leads applications to shop-2.',
      'shop-1 cannot follow as it is: build it anew from a base backup of shop-2 afterwards, and keep its files until somebody has looked at what was lost.',
      'Everything else that runs on the cluster is interrupted first.',
    ])
    expect(plan.claims).toEqual([{ on: 'cluster', key: 'shop', label: 'shop', mode: 'exclusive' }])
    expect(plan.steps).toMatchObject([
      {
        title: 'Fence shop-1, and promote shop-2',
        action: {
          node: 'shop-2',
          from: 'shop-1',
          data: '/data/shop-1',
          others: [{ name: 'shop-3', data: '/data/shop-3' }],
        },
        undo: null,
      },
    ])
  })

  test('promises no loss only where the files of the old primary have no further commit', () => {
    const none = { ...files, beyond: { commits: 0, bytes: 0, until: '0/3000200' } }
    expect(
      valueOf(planned(replicationFailover, asked, factsOf({ files: none })), 'May be lost'),
    ).toBe(
      'nothing that was committed: the WAL in the files of shop-1 has no commit that shop-2 lacks',
    )
  })

  test('bounds the loss by the last known positions where the machine is off', () => {
    const wish = { over: 'shop', off: 'shop-1' }
    const lost = (more: Partial<FailoverFacts>) =>
      valueOf(planned(replicationFailover, wish, factsOf({ files: null, ...more })), 'May be lost')
    expect(lost({})).toBe(
      'whatever was committed after 2026-11-30 18:40:00.0 UTC, when shop-2 is known to have everything (shop-1 was 1.8 kB ahead at 2026-11-30 18:40:01.0 UTC); shop-1 gave no answer from 2026-11-30 18:40:02.3 UTC on',
    )
    expect(lost({ received: new Map([['shop-2', '0/3000900']]) })).toBe(
      'whatever was committed after 2026-11-30 18:40:01.0 UTC, when shop-2 is known to have everything; shop-1 gave no answer from 2026-11-30 18:40:02.3 UTC on',
    )
    expect(
      lost({ received: new Map([['shop-2', '0/1000000']]), seen: { ...seen, silentAt: null } }),
    ).toBe('whatever was committed in the last minutes: shop-1 was 32 MB ahead of shop-2')
    expect(lost({ seen: null })).toBe(
      'not known: no Howdah has seen shop-1 as the primary. shop-2 has WAL up to 0/3000200',
    )
    const plan = planned(replicationFailover, wish, factsOf({ files: null }))
    expect(plan.steps).toMatchObject([{ title: 'Promote shop-2', action: { data: null } }])
    expect(valueOf(plan, 'shop-1 now')).toBe(
      'does not answer; its machine is off, as whoever asks declares',
    )
    expect(plan.notes[0]).toBe(
      'shop-1 is not fenced. If its machine comes back as it was, shop has two primaries: keep it off until it is built anew.',
    )
  })

  test('says what still runs, what is fenced already, and which replica it cannot lead', () => {
    const plan = planned(
      replicationFailover,
      asked,
      factsOf({
        files: { ...files, running: [7, 9] },
        received: new Map([['shop-2', '0/3000200']]),
        servers: new Map([['shop-3', { kind: 'out of reach', because: '' }]]),
      }),
    )
    expect(valueOf(plan, 'shop-1 now')).toBe(
      'does not answer, though 2 processes still work on its files, and nobody is promoted before the last one has ended; it is fenced first, so that whoever starts it gets a replica',
    )
    expect(valueOf(plan, 'Not the others')).toBe('shop-3 has received nothing')
    expect(plan.notes).toContain(
      'shop-3 cannot be led to shop-2 by Howdah: set primary_conninfo there to its address, and reload.',
    )
    const fenced = planned(
      replicationFailover,
      asked,
      factsOf({ files: { ...files, fenced: true } }),
    )
    expect(valueOf(fenced, 'shop-1 now')).toBe(
      'does not answer, and no process works on its files; whoever starts shop-1 gets a replica already',
    )
    expect(fenced.steps).toMatchObject([{ action: { data: null } }])
    const even = factsOf({
      received: new Map([
        ['shop-2', '0/3000200'],
        ['shop-3', '0/3000200'],
      ]),
    })
    expect(valueOf(planned(replicationFailover, asked, even), 'Not the others')).toBe(
      'shop-3 has received as much',
    )
  })

  test('worked where the promoted node is the primary, and tells times, rebuild and who does not follow', () => {
    const { steps } = planned(replicationFailover, asked, factsOf())
    const after = factsOf({ nodes: [sendingNode({ name: 'shop-2' }), replica('shop-3')] })
    expect(replicationFailover.verify(asked, after, steps)).toBeUndefined()
    expect(replicationFailover.verify(asked, factsOf(), steps)).toBe('No node is the primary.')
    const heard = new Map([[0, { phases: 'the first commit after 212 ms: fence 9 ms' }]])
    expect(replicationFailover.found?.(asked, after, steps, heard)).toBe(
      'shop-2 is the primary. Times: the first commit after 212 ms: fence 9 ms. shop-1 has to be built anew from a base backup of shop-2. shop-3 does not follow yet.',
    )
    expect(replicationFailover.found?.(asked, factsOf(), steps, heard)).toBeNull()
  })
})
