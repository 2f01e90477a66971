/** Names that a form offers for a field, to people who may read the cluster. */
import type { Cluster } from '#cluster/cluster'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import type { NameSearch } from '#model/edges'
import { type KeyNotes, keyNotes, type NameChoice } from '#model/input'
import type { Person } from '#model/person'

export const suggest = async (
  parts: Parts,
  person: Person,
  { command: words, key, typed, cluster: name, clone, database, most }: NameSearch,
): Promise<readonly NameChoice[]> => {
  const command = parts.commands.find(one => one.words === words)
  const { names, of } = command ? keyNotes(command.input, key) : ({} as KeyNotes)
  const cluster = parts.clusters.get(name)
  const mayNot = authorize(parts.config.people, person, 'read', { cluster: name, requester: null })
  if (mayNot || !cluster || !names) return []
  if (of !== 'clone' || clone === undefined)
    return cluster.suggest(names, typed, { database, most })
  if (!parts.clusters.has(clone)) await parts.lookForClones()
  const copy = parts.clusters.get(clone)
  if (copy?.config.cloneOf !== name) return []
  const listed = await lackingFirst({ copy, source: cluster }, which =>
    which.suggest(names, typed, { database, most: allNames }),
  )
  return listed.slice(0, most)
}

/** Names of a database; where more fit what was typed, a person types on. */
const allNames = 5_000

/** People look into a clone for tables that the source has lost; a silent source only changes the order. */
const lackingFirst = async (
  { copy, source }: { readonly copy: Cluster; readonly source: Cluster },
  namesOf: (cluster: Cluster) => Promise<readonly NameChoice[]>,
): Promise<readonly NameChoice[]> => {
  const [own, there] = await Promise.all([namesOf(copy), namesOf(source).catch(() => [])])
  if (there.length === 0) return own
  const known = new Set(there.map(({ value }) => value))
  const lost = own.filter(({ value }) => !known.has(value))
  return [...lost, ...own.filter(({ value }) => known.has(value))]
}
