/** Cluster `shop` of a house as the bots read it, opened in this process until the tests of the file are over. */
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
  const config = clusters.find(({ name }) => name === 'shop')
  if (!config) throw new Error('no cluster')
  const cluster = openCluster(config, backupMarks(openRowSigner(signingKeys)))
  afterAll(() => cluster.close())
  return { cluster, config }
}
