/** Cluster `shop` of a house as the bots read it, with its clones, opened in this process until the tests of the file are over. */
import { afterAll } from 'vitest'
import { type Cluster, openCluster } from '#cluster/cluster'
import { readConfig } from '#config/read-config'
import type { ClusterConfig } from '#model/configuration'
import { backupMarks } from '#signing/backup-marks'
import { openRowSigner } from '#signing/rows'
import type { Howdah } from '#test/support/howdah'

export const openShop = ({
  env,
}: Pick<Howdah, 'env'>): { readonly cluster: Cluster; readonly config: ClusterConfig } => {
  const { clusters, signingKeys } = readConfig({ ...env }, [])
  const marks = backupMarks(openRowSigner(signingKeys))
  const all: readonly Cluster[] = clusters.map(one => openCluster(one, marks, () => all))
  afterAll(() => Promise.all(all.map(cluster => cluster.close())))
  const cluster = all.find(({ config: { name } }) => name === 'shop')
  if (!cluster) throw new Error('no cluster')
  return { cluster, config: cluster.config }
}
