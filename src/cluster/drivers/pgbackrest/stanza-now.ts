import { askStanza } from '#cluster/clients/host/ask-stanza'
import type { Repository } from '#cluster/facts/backup/kept-backup'
import { readStanza } from '#cluster/facts/pgbackrest/repository'
import type { Place } from '#model/actions/action-kind'
import type { Holder } from '#model/actions/driver'
import type { StanzaConfig } from '#model/cluster'

/** The present words of pgBackRest about a stanza; the size of a file of WAL is asked of the server. */
export const stanzaNow = (
  stanza: StanzaConfig,
  { node, database }: Pick<Place, 'node' | 'database'>,
  { cluster }: Pick<Holder, 'cluster'>,
): Promise<Repository> => {
  const folder = `stanza ${stanza.stanza} of pgBackRest`
  return readStanza(
    { folder, archive: folder, marks: cluster.marks, ask: tool => askStanza(stanza, tool) },
    stanza,
    { cluster: cluster.config, primary: cluster.reader(node, database) },
  )
}
