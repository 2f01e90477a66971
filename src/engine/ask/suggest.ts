/** Names that a form offers for a field, to people who may read the cluster. */
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import type { NameSearch } from '#model/edges'
import type { NameChoice } from '#model/input'
import { keyNotes } from '#model/input'
import type { Person } from '#model/person'

export const suggest = async (
  parts: Parts,
  person: Person,
  { command: words, key, typed, cluster: name, database, most }: NameSearch,
): Promise<readonly NameChoice[]> => {
  const command = parts.commands.find(one => one.words === words)
  const names = command && keyNotes(command.input, key).names
  const cluster = parts.clusters.get(name)
  const mayNot = authorize(parts.config.people, person, 'read', { cluster: name, requester: null })
  return mayNot || !cluster || !names ? [] : cluster.suggest(names, typed, { database, most })
}
