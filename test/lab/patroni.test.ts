/** A cluster under Patroni, by the same words as one of plain streaming. */
import { beforeEach, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { twoBots } from '#test/support/kills'
import { startUnderPatroni } from '#test/support/patroni'
import { hasPatroni } from '#test/support/patroni/start-patroni'

describe.skipIf(!hasPatroni)(
  'a cluster of Patroni (needs patroni, python3-etcd, etcd-server and postgresql-15)',
  async () => {
    if (!hasPatroni) return
    const { howdah, expectPrimary } = await startUnderPatroni(
      'create table orders as select generate_series(1, 9) as id',
    )

    beforeEach(() => twoBots(howdah))

    test('is told by what each server says, with what Patroni says beside', async () => {
      await expectPrimary('shop-1')
      const said = await hear(howdah, 'olga', '/pg replication status', 'is the primary of shop')
      expect(said).toContain('shop-1 is the primary of shop; shop-2 and shop-3 could take over.')
    })
  },
)
