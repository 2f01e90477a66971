/** The clones of a cluster among all clusters: no strange cluster's rows come into a plan. */
import type { Operated } from '#model/actions/driver'
import type { Clones, Unclear, View } from '#model/view'

interface Member extends Operated {
  look(database: string): Promise<View | Unclear>
}

/** The clusters at the time of asking: clones come and go. */
export type AllClusters = () => Iterable<Member>

export const clonesOf = (source: string, fleet: AllClusters): Clones & Pick<Operated, 'clone'> => {
  const all = () => [...fleet()].filter(({ config }) => config.cloneOf === source)
  const named = (name: string) => all().find(({ config }) => config.name === name)
  return {
    clone: named,
    get names() {
      return all().map(({ config }) => config.name)
    },
    async view(name, database) {
      const found = await named(name)?.look(database)
      if (found === undefined) return null
      return 'kind' in found ? (found.nodes[0] ?? null) : found
    },
  }
}
