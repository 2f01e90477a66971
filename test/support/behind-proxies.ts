/** A primary and a replica, each behind a proxy: a failover moves the targets of the inventory's addresses. */
import { afterAll } from 'vitest'
import { freePort } from '#local/postgres/server'
import { openProxy } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { testCluster } from '#test/support/postgres'

/** Starts a house with a single bot; `nobody` is a port without a listener. */
export const startBehindProxies = async (tables: readonly string[]) => {
  const { primary, replica } = await testCluster()
  const nobody = await freePort()
  const [first, second] = [await openProxy(primary.port), await openProxy(replica.port)]
  afterAll(() => {
    first.close()
    second.close()
  })
  const howdah = await startHowdah({
    managed: primary,
    tables,
    cluster: {
      nodes: [
        { name: 'shop-1', url: `postgres://127.0.0.1:${first.port}` },
        { name: 'shop-2', url: `postgres://127.0.0.1:${second.port}` },
      ],
    },
  })
  await howdah.start()
  return { howdah, primary, replica, first, second, nobody }
}
