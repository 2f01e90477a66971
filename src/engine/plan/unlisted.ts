/** Changes are for databases that the inventory lists: nobody else said that Howdah may change them. */
import type { ClusterConfig } from '#model/configuration'
import { type Refusal, refusal } from '#model/refusal'
import { fewOf } from '#text/figures'

/** Names that one sentence can hold. */
const most = 12

export const unlisted = (
  { name, databases }: Pick<ClusterConfig, 'name' | 'databases'>,
  database: string,
): Refusal | undefined =>
  databases.includes(database)
    ? undefined
    : refusal(
        `The inventory lists no database "${database}" of ${name}, and Howdah changes only what is listed.`,
        `${databases.length === 1 ? 'Listed is' : 'Listed are'} ${fewOf(databases, most)}. To change another one, first add it to \`databases\` of ${name} in the inventory.`,
      )
