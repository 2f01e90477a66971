/** What the inventory tells of a cluster, and the way to its repository. */
import { askStanza } from '#cluster/clients/host/ask-stanza'
import { fetchWal } from '#cluster/clients/host/fetch-wal'
import { loginsOf } from '#cluster/logins-of'
import type { ReadingTool } from '#model/actions/host/tools'
import type { ClusterConfig } from '#model/configuration'
import type { BackupMarks } from '#model/record/backup-marks'
import type { Away, KnownRepository } from '#model/view'

export const knownAs = (
  repository: NonNullable<ClusterConfig['backup']>,
  marks: BackupMarks,
): KnownRepository => {
  const { stanza } = repository
  if (!stanza) return { ...repository, marks }
  const known = { ...repository, marks, ask: (tool: ReadingTool) => askStanza(stanza, tool) }
  return stanza.host === null ? { ...known, fetchWal: data => fetchWal(stanza, data) } : known
}

export const knownOf = (
  config: ClusterConfig,
  marks: BackupMarks,
): Pick<Away, 'cluster' | 'node' | 'repository'> => ({
  cluster: { name: config.name, environment: config.environment, logins: loginsOf(config) },
  node: config.nodes[0]?.name ?? '',
  repository: config.backup && knownAs(config.backup, marks),
})
