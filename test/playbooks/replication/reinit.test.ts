import { describe, expect, test } from 'vitest'
import type { ReinitFacts } from '#cluster/facts/replication/rebuild'
import { reinitInput, replicationReinit } from '#playbooks/replication/reinit'
import { planned, valueOf } from '#test/support/facts/planned'
import {
  receivingNode,
  replicationFacts,
  sendingNode,
  slotOfReplica,
} from '#test/support/facts/replication'

const GB = 1_024 ** 3
const asked = reinitInput.parse({ node: 'shop-2' })
const folder = { copy: 'rebuild-1', freeBytes: 90 * GB, stays: null, left: [] }
const primary = { bytes: 30 * GB, tablespaces: 0, freeSenders: 4, freeSlots: 4 }

const reinitFacts = (more: Partial<ReinitFacts> = {}): ReinitFacts => ({
  ...replicationFacts(),
  provider: 'self-managed',
  database: 'app',
  system: '7300000000000000001',
  primary,
  server: { kind: 'here', data: '/data/shop-2' },
  beyond: null,
  folder,
  ha: { login: 'mover', lacks: [] },
  ...more,
})

describe('replication.reinit', () => {
  test.each<readonly [string, Partial<ReinitFacts>, string, string]>([
    [
      'a cluster of Patroni',
      { provider: 'patroni' },
      'Patroni builds the replicas of this cluster.',
      'Use `patronictl reinit`.',
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
      'a login without the right',
      { ha: { login: 'mover', lacks: ['ALTER ROLE mover REPLICATION'] } },
      'The login for ha lacks rights.',
      'Let a superuser run: `ALTER ROLE mover REPLICATION`.',
    ],
    [
      'a replica on another machine',
      {
        server: {
          kind: 'out of reach',
          because: 'its server does not run on Howdah’s machine',
        },
        folder: null,
      },
      'Howdah can neither stop nor start this replica: its server does not run on Howdah’s machine.',
      'Rebuild it by `pg_basebackup` on its machine, or by whatever manages the servers.',
    ],
    [
      'tablespaces',
      { primary: { ...primary, tablespaces: 1 } },
      'The primary has tablespaces outside its data directory, for which Howdah knows no place on the replica.',
      'Rebuild it by `pg_basebackup --tablespace-mapping`.',
    ],
    [
      'a data directory that cannot be renamed',
      { folder: { ...folder, stays: '/data/shop-2 is a disk of its own' } },
      'The files cannot change places with new ones: /data/shop-2 is a disk of its own.',
      'Let the data directory be a plain folder in one that Howdah may write, or rebuild it by `pg_basebackup`.',
    ],
    [
      'what an earlier rebuild left',
      { folder: { ...folder, left: ['/data/shop-2.before-rebuild-1'] } },
      'An earlier rebuild left /data/shop-2.before-rebuild-1, which may be the only files of the replica.',
      'Look there by hand, and move or remove what nobody needs.',
    ],
    [
      'a disk without room for both',
      { folder: { ...folder, freeBytes: GB } },
      'The new files need about 30 GB beside the old ones, and where /data/shop-2 lies 1.0 GB are free.',
      'Make room first.',
    ],
    [
      'a primary without a free walsender',
      { primary: { ...primary, freeSenders: 0 } },
      'Every walsender of shop-1 is in use.',
      'Raise `max_wal_senders`, which takes a restart, or let another base backup end first.',
    ],
    [
      'a primary without free slots',
      { primary: { ...primary, freeSlots: 1 } },
      'The copy needs two replication slots on shop-1, and one is free.',
      'Drop a slot that nobody uses, or raise `max_replication_slots`, which takes a restart.',
    ],
  ])('refuses %s', (_, more, because, instead) => {
    expect(replicationReinit.refuse(asked, reinitFacts(more))).toMatchObject({ because, instead })
  })

  test('refuses the primary, a node that nobody knows, and one that does not answer', () => {
    const silent = { name: 'shop-3', because: 'shop-3 is silent.', instead: 'Start it.' }
    const refused = (node: string) =>
      replicationReinit.refuse(reinitInput.parse({ node }), reinitFacts({ unreachable: [silent] }))
    expect(refused('shop-1')).toMatchObject({
      because: 'shop-1 is the primary: its files are the ones that count.',
      instead: 'Name a replica, or make another node the primary first.',
    })
    expect(refused('shop-9')).toMatchObject({
      because: 'shop has no node shop-9.',
      instead: 'Did you mean `shop-2`?',
    })
    expect(refused('shop-3')).toMatchObject({
      because: 'shop-3 is silent. So where its files are is not known.',
      instead:
        'Name its data directory in the inventory (`data` of the node), where that lies on Howdah’s machine; or start it as a replica (with standby.signal there), also where it cannot follow, and ask again. Start it.',
    })
  })

  describe('of a node that does not answer', () => {
    const away = (more: Partial<ReinitFacts> = {}) =>
      reinitFacts({
        nodes: [sendingNode()],
        unreachable: [
          { name: 'shop-2', because: 'shop-2 is silent.', instead: 'Start it.', data: '/data/2' },
        ],
        server: { kind: 'here', data: '/data/2' },
        ...more,
      })

    test('says what was committed there alone, and is gone with the old files', () => {
      const beyond = { commits: 20, bytes: 4_096, until: '0/3001000' }
      const plan = planned(replicationReinit, asked, away({ beyond }))
      expect(valueOf(plan, 'shop-2 now')).toBe(
        'does not answer; its files in /data/2 hold 20 committed transactions that shop-1 lacks, and that are gone with them',
      )
      expect(valueOf(plan, 'Readers')).toBe('none: nobody is served by it now')
      expect(valueOf(plan, 'If it fails')).toBe('the old files are put back')
      expect(plan.notes).toContain(
        'If what was committed on shop-2 alone is still to be looked at, copy /data/2 elsewhere before anybody approves.',
      )
      expect(plan.notes).toContain(
        'shop-1 has no other replica: nobody could take over before shop-2 streams.',
      )
    })

    test('says that nothing is gone, or that nobody knows', () => {
      const none = { commits: 0, bytes: 0, until: '0/3001000' }
      const plan = planned(replicationReinit, asked, away({ beyond: none }))
      expect(valueOf(plan, 'shop-2 now')).toBe(
        'does not answer; its files in /data/2 hold no commit that shop-1 lacks',
      )
      expect(plan.notes[0]).toContain('keeps its own configuration files')
      expect(valueOf(planned(replicationReinit, asked, away()), 'shop-2 now')).toBe(
        'does not answer; whether its files in /data/2 hold commits that shop-1 lacks is not known',
      )
    })

    test('refuses a primary that still runs behind an address without an answer', () => {
      const because =
        'its server runs in /data/2 as a primary, and only its address does not answer'
      expect(
        replicationReinit.refuse(
          asked,
          away({ server: { kind: 'out of reach', because }, folder: null }),
        ),
      ).toMatchObject({
        because: `Howdah can neither stop nor start this replica: ${because}.`,
      })
    })
  })

  test('says what is copied, who is served meanwhile, and what comes after a failure', () => {
    const plan = planned(replicationReinit, asked, reinitFacts())
    expect(plan.headline).toBe(
      'Build shop-2 of shop anew from a base backup of shop-1 (about 30 GB)',
    )
    expect(plan.estimates.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'shop-2 now: streams, and could take over: nothing is wrong',
      'Readers: are served from the old files during the copy; then 12 connections to shop-2 end, and it is away until the new files have replayed what was written meanwhile',
      'Room: about 30 GB beside the old files, where 90 GB are free; the old files go once the new ones stream',
      'Load: reads all of shop-1, as fast as disk and network allow (`pace=` sets a limit); a checkpoint first, at once; shop-1 keeps all WAL that is written meanwhile',
      'Time: not known before',
      'If it fails: the old files are put back, and shop-2 is started on them again',
      'Undo: none: once the new files stream, the old ones are removed',
    ])
    expect(plan.notes).toEqual([
      'shop-2 keeps its own configuration files and certificates. It receives WAL from shop-1 as mover from then on, by slot and with a password file.',
      'Log files inside its data directory go with the old files.',
      'shop-2 is the only replica: nobody could take over while it is away.',
    ])
    expect(plan.steps).toMatchObject([
      {
        action: {
          node: 'shop-1',
          replica: 'shop-2',
          slot: 'shop_2',
          data: '/data/shop-2',
          copy: 'rebuild-1',
          rate: null,
          way: 'rebuild',
        },
        undo: null,
      },
    ])
  })

  test('keeps to a pace, and notes who waits meanwhile and what is not in a copy', () => {
    const plan = planned(
      replicationReinit,
      reinitInput.parse({ node: 'shop-2', pace: '10', checkpoint: 'spread' }),
      reinitFacts({
        nodes: [
          sendingNode({ synchronous: 'shop_2' }),
          receivingNode(
            {
              slots: [slotOfReplica({ name: 'shop_4' })],
              sends: [
                { application: 'shop_4', state: null, sync: null, replayMs: null, slot: 'shop_4' },
              ],
            },
            { streams: false },
          ),
          receivingNode({ name: 'shop-3', ownSlot: 'shop_3' }),
        ],
      }),
    )
    expect(plan.steps[0]?.action).toMatchObject({ rate: 10_240, checkpoint: 'spread' })
    expect(valueOf(plan, 'Load')).toContain('at most 10 MB a second; a usual checkpoint first')
    expect(valueOf(plan, 'Time')).toBe('about 51 min, and the replay')
    expect(valueOf(plan, 'shop-2 now')).toBe('it receives no WAL')
    expect(plan.notes.slice(2)).toEqual([
      'shop_4 receives WAL from shop-2, and waits meanwhile.',
      'No slot is in a base backup: shop_4 of shop-2 is gone then.',
      'Commits on shop-1 wait for shop_2: where that is shop-2, they stand still while it is away.',
    ])
  })

  test('worked where the replica streams', () => {
    const now = (...nodes: ReinitFacts['nodes']) =>
      replicationReinit.verify(asked, reinitFacts({ nodes }))
    expect(now(sendingNode(), receivingNode())).toBeUndefined()
    expect(now(sendingNode(), receivingNode({}, { streams: false }))).toBe(
      'shop-2 receives no WAL.',
    )
    expect(now(sendingNode())).toBe('shop-2 does not answer.')
  })

  test('tells each phase with its time', () => {
    const phases = 'copy 9.0 s, stop 80 ms, it streamed after 1.0 s'
    expect(replicationReinit.found?.(asked, reinitFacts(), [], new Map([[0, { phases }]]))).toBe(
      `shop-2 is built anew and streams: ${phases}.`,
    )
  })
})
