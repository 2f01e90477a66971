/** Facts about a replica that is to be added as plain data: shop-3 has a place and no files, until an override. */
import type { AdditionFacts } from '#cluster/facts/replication/addition/look'
import { replicationFacts } from '#test/support/facts/replication'

const GB = 1_024 ** 3

export const newPlace = { data: '/data/shop-3', freeBytes: 90 * GB, unfit: null }

export const additionFacts = (more: Partial<AdditionFacts> = {}): AdditionFacts => ({
  ...replicationFacts({
    unreachable: [
      {
        name: 'shop-3',
        because: 'shop-3 is silent.',
        instead: 'Start it.',
        data: newPlace.data,
      },
    ],
  }),
  provider: 'self-managed',
  database: 'app',
  system: '7300000000000000001',
  primary: { bytes: 30 * GB, tablespaces: 0, freeSenders: 4, freeSlots: 4 },
  ha: { login: 'mover', lacks: [] },
  server: { kind: 'here', data: '/data/shop-1' },
  walLevel: 'replica',
  outside: [],
  shut: null,
  address: { host: '127.0.0.1', port: 5434 },
  free: ['shop-3'],
  place: newPlace,
  ...more,
})
