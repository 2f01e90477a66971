import type { ClusterConfig, RowsInChat } from '#model/configuration'

/** What the inventory lets people see of the rows of a cluster's clones; undefined for nothing. */
export const rowsInChat = (
  { clusters }: { readonly clusters: readonly Pick<ClusterConfig, 'name' | 'rowsInChat'>[] },
  cluster: string,
): RowsInChat | undefined => clusters.find(({ name }) => name === cluster)?.rowsInChat
