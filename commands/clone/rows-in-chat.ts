import type { ClusterConfig, RowsInChat } from '#model/configuration'

/** The inventory's leave to show rows of a cluster's clones; undefined without. */
export const rowsInChat = (
  { clusters }: { readonly clusters: readonly Pick<ClusterConfig, 'name' | 'rowsInChat'>[] },
  cluster: string,
): RowsInChat | undefined => clusters.find(({ name }) => name === cluster)?.rowsInChat
