import { describe, expect, test } from 'vitest'
import type { AdditionFacts } from '#cluster/facts/replication/addition/look'
import { addReplicaInput, replicationAddReplica } from '#playbooks/replication/add-replica'
import { additionFacts, newPlace as place } from '#test/support/facts/addition'
import { planned, valueOf } from '#test/support/facts/planned'
import { receivingNode, sendingNode, slotOfReplica } from '#test/support/facts/replication'

const GB = 1_024 ** 3
const asked = addReplicaInput.parse({ node: 'shop-3' })
const { primary } = additionFacts()

const refused = (more: Partial<AdditionFacts>, node = 'shop-3') =>
  replicationAddReplica.refuse(addReplicaInput.parse({ node }), additionFacts(more))

describe('replication.add-replica', () => {
  test.each<readonly [string, Partial<AdditionFacts>, string, string]>([
    [
      'a cluster of Patroni',
      { provider: 'patroni' },
      'Patroni makes the replicas of this cluster.',
      'Start Patroni on the new machine with the `scope` and the DCS of this cluster: it copies the leader by itself. Then name the node in the inventory, with its `patroni` address.',
    ],
    [
      'a cluster of a service',
      { provider: 'rds' },
      'The service makes the replicas of this cluster.',
      'Create a read replica there, then name the node in the inventory.',
    ],
    [
      'a clone',
      { cloneOf: 'shop', cluster: 'shop-clone-1' },
      'shop-clone-1 is a clone and has no replica.',
      'Name shop.',
    ],
    [
      'a cluster without a login that replicates',
      { ha: null },
      'This cluster has no login for ha: the inventory has no `credentials.ha`.',
      'Add `credentials.ha`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ],
    [
      'a cluster without a primary that answers',
      { system: null },
      'Which node of shop is the primary, or of which database system, cannot be read.',
      'See what is missing.',
    ],
    [
      'a node without a data directory in the inventory',
      { place: null },
      'The inventory does not say where the files of shop-3 go.',
      'Name its data directory there (`data` of the node), on Howdah’s machine. On another machine use `pg_basebackup --write-recovery-conf --slot`.',
    ],
    [
      'a primary on another machine',
      {
        server: {
          kind: 'out of reach',
          because: 'its server does not run on Howdah’s machine',
        },
      },
      'How shop-1 was started, as shop-3 is to be, cannot be seen: its server does not run on Howdah’s machine.',
      'Make shop-3 by `pg_basebackup --write-recovery-conf --slot`, and start it by whatever manages the servers.',
    ],
    [
      'a primary that writes too little WAL, and says the restart',
      { walLevel: 'minimal' },
      'shop-1 writes too little into its WAL for a replica: wal_level is minimal.',
      'Say `config set wal_level=replica max_wal_senders=10`, then `node restart shop-1`, which ends every session there; then ask again.',
    ],
    [
      'a cluster without the role',
      { ha: { login: 'mover', lacks: ['CREATE ROLE mover LOGIN REPLICATION'] } },
      'The login for ha lacks rights.',
      'Let a superuser run: `CREATE ROLE mover LOGIN REPLICATION`.',
    ],
    [
      'a primary without a free walsender',
      { primary: { ...primary, freeSenders: 0 } },
      'Every walsender of shop-1 is in use.',
      'Raise `max_wal_senders`, which takes a restart, or let another base backup end first.',
    ],
    [
      'a primary without free slots',
      { primary: { ...primary, freeSlots: 0 } },
      'The copy needs two replication slots on shop-1, and none is free.',
      'Drop a slot that nobody uses, or raise `max_replication_slots`, which takes a restart.',
    ],
    [
      'tablespaces',
      { primary: { ...primary, tablespaces: 1 } },
      'shop-1 has tablespaces outside its data directory, for which Howdah knows no place on the replica.',
      'Use `pg_basebackup --tablespace-mapping`.',
    ],
    [
      'configuration elsewhere',
      { outside: ['config_file', 'hba_file'] },
      'Configuration files of shop-1 lie outside its data directory, and would not be copied: config_file and hba_file.',
      'Make the replica by the tools of the system (Debian: `pg_createcluster`, then `pg_basebackup`).',
    ],
    [
      'a slot of that name',
      { nodes: [sendingNode({ slots: [slotOfReplica({ name: 'shop_3', active: false })] })] },
      'shop-1 has a slot shop_3 already, which may be of another replica.',
      'Where nobody needs it: `replication drop-slot shop_3`. Else give the new node another name.',
    ],
    [
      'somebody who receives WAL under that name',
      {
        nodes: [
          sendingNode({
            sends: [{ application: 'shop_3', state: null, sync: null, replayMs: null, slot: null }],
          }),
        ],
      },
      'Somebody receives WAL from shop-1 as shop_3 already.',
      'Give the new node another name.',
    ],
    [
      'a place with files',
      { place: { ...place, unfit: '/data/shop-3 is not empty.' } },
      '/data/shop-3 is not empty.',
      'Let /data/shop-3 be empty or not there, in a folder that Howdah and the user of PostgreSQL may write. Howdah writes over no files.',
    ],
    [
      'a disk that is too small',
      { place: { ...place, freeBytes: GB } },
      'The copy needs about 30 GB, and where /data/shop-3 lies 1.0 GB are free.',
      'Make room first, or name another folder in the inventory.',
    ],
    [
      'a primary without room for the WAL that it keeps meanwhile',
      { nodes: [sendingNode({ walFreeBytes: 10 * 1_024 ** 2 })] },
      'shop-1 keeps its WAL during the copy, and has 10 MB free for it.',
      'Make room there first.',
    ],
  ])('refuses %s', (_, more, because, instead) => {
    expect(refused(more)).toMatchObject({ because, instead })
  })

  test('refuses a name that is taken, and one that the inventory does not have', () => {
    expect(refused({}, 'shop-2')).toMatchObject({
      because: 'shop-2 is a replica already.',
      instead:
        'Name a node that has no files yet; `replication reinit` builds a present replica anew.',
    })
    expect(refused({}, 'shop-1')).toMatchObject({
      because: 'shop-1 is a node, and the primary already.',
    })
    expect(refused({ address: null }, 'shop-4')).toMatchObject({
      because: 'The inventory gives shop no node shop-4.',
      instead: 'Did you mean `shop-3`?',
    })
    expect(refused({ address: null, free: [] }, 'shop-4')).toMatchObject({
      instead:
        'Name shop-4 there first, with its `url` and with `data`, an empty folder on Howdah’s machine, and start Howdah again.',
    })
  })

  test('says the size, the time, the WAL kept meanwhile, and what changes on the primary', () => {
    const plan = planned(
      replicationAddReplica,
      asked,
      additionFacts({ shut: '/data/shop-1/pg_hba.conf' }),
    )
    expect(plan.headline).toBe(
      'Add shop-3 to shop as a replica of shop-1, by a base backup (about 30 GB)',
    )
    expect(plan.estimates.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Size: about 30 GB into /data/shop-3, where 90 GB are free',
      'Time: 61 s to 10 min (500 and 50 MB a second), and the replay',
      'WAL meanwhile: shop-1 keeps about 614 MB for the copy, with 20 GB free',
      'Load: reads all of shop-1, as fast as disk and network allow (`pace=` sets a limit); a checkpoint first, at once; shop-1 keeps all WAL that is written meanwhile',
      'Changes on shop-1: a slot shop_3, which keeps WAL while shop-3 is away; a line in /data/shop-1/pg_hba.conf: `host replication "mover" samehost scram-sha-256`; no restart',
      'shop-3: is started on port 5434 in the way of shop-1, with a copy of its configuration',
      'If it fails: server, slot and files of the new node are removed again',
      'Undo: stops shop-3, and removes it with its slot and its files',
    ])
    expect(plan.notes).toEqual([
      'shop-3 receives WAL from shop-1 as mover, by slot and with a password file.',
      'Both run on one machine: shop-3 protects from the loss of a server, and not of the machine.',
      'No start of the machine starts shop-3 by itself: let whatever starts shop-1 start it too.',
    ])
    expect(plan.steps).toMatchObject([
      {
        action: {
          node: 'shop-1',
          replica: 'shop-3',
          slot: 'shop_3',
          data: '/data/shop-3',
          copy: 'rebuild-1',
          way: 'add',
          fresh: {
            like: '/data/shop-1',
            port: 5434,
            admits: { file: '/data/shop-1/pg_hba.conf' },
          },
        },
        undo: { action: { way: 'remove', data: '/data/shop-3' } },
      },
    ])
  })

  test('says that a lone primary gets its first replica, and changes no file that admits it', () => {
    const plan = planned(
      replicationAddReplica,
      addReplicaInput.parse({ node: 'shop-3', pace: '10' }),
      additionFacts({ nodes: [sendingNode({ slots: [], sends: [], synchronous: 'ANY 1 (*)' })] }),
    )
    expect(valueOf(plan, 'Time')).toBe('about 51 min, and the replay')
    expect(valueOf(plan, 'Changes on shop-1')).not.toContain('pg_hba.conf')
    expect(plan.steps[0]?.effects).toHaveLength(1)
    expect(plan.notes).toContain(
      'shop-1 has no replica now: shop-3 is the first one, and could take over.',
    )
    expect(plan.notes).toContain(
      'Commits on shop-1 wait for ANY 1 (*): where that counts shop-3, they wait for it from then on.',
    )
  })

  test('worked where the new replica streams, and tells its lag', () => {
    const there = receivingNode({ name: 'shop-3', ownSlot: 'shop_3', application: 'shop_3' })
    const facts = additionFacts({
      nodes: [
        sendingNode({
          sends: [
            {
              application: 'shop_3',
              state: 'streaming',
              sync: 'async',
              replayMs: 3,
              slot: 'shop_3',
            },
          ],
        }),
        there,
      ],
    })
    expect(replicationAddReplica.verify(asked, facts)).toBeUndefined()
    expect(replicationAddReplica.verify(asked, additionFacts())).toBe('shop-3 does not answer.')
    const phases = 'copy 9.0 s, it streamed after 1.0 s'
    expect(replicationAddReplica.found?.(asked, facts, [], new Map([[0, { phases }]]))).toBe(
      `shop-3 streams, 0 B behind, a commit is replayed 3.0 ms later: ${phases}.`,
    )
  })
})
