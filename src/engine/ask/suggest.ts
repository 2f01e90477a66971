/** Names that a form offers for a field, to whoever may look at that cluster. */
import type { NameChoice } from '#cluster/suggest-names'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { keyNotes } from '#model/input'
import type { Person } from '#model/person'

export interface Looked {
  /** The words of a command, and the key of it that somebody fills in. */
  readonly command: string
  readonly key: string
  readonly typed: string
  readonly cluster: string
  readonly database: string | undefined
  readonly most: number
}

export const suggest = async (
  parts: Parts,
  person: Person,
  { command: words, key, typed, cluster: name, database, most }: Looked,
): Promise<readonly NameChoice[]> => {
  const command = parts.commands.find(one => one.words === words)
  const names = command && keyNotes(command.input, key).names
  const cluster = parts.clusters.get(name)
  const mayNot = authorize(parts.config.people, person, 'read', { cluster: name, requester: null })
  return mayNot || !cluster || !names ? [] : cluster.suggest(names, typed, { database, most })
}
