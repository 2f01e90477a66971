/** Names that a form offers for a field, to whoever may look at that cluster. */
import type { NameChoice, Suggestable } from '#cluster/suggest-names'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import type { Person } from '#model/person'

export interface Looked {
  readonly what: Suggestable
  readonly typed: string
  readonly cluster: string
  readonly database: string | undefined
  readonly most: number
}

export const suggest = async (
  parts: Parts,
  person: Person,
  { what, typed, cluster: name, database, most }: Looked,
): Promise<readonly NameChoice[]> => {
  const cluster = parts.clusters.get(name)
  const mayNot = authorize(parts.config.people, person, 'read', { cluster: name, requester: null })
  return mayNot || !cluster ? [] : cluster.suggest(what, typed, { database, most })
}
