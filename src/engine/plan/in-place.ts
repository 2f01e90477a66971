/**
 * Refusals and answers about one cluster name commands bare, `index list`. Said as it stands, such a command
 * must mean the same cluster and database: what the inventory leaves open is written behind it.
 */
import type { Parts } from '#engine/parts'
import { needsCluster } from '#model/command'
import { isRefusal, type Refusal } from '#model/refusal'
import type { Answer } from '#model/reply'
import { nameCommands } from '#text/name-commands'
import { writeCommand } from '#text/write-command'

export interface Meant {
  readonly cluster: string
  /** Undefined where nobody named one. */
  readonly database: string | undefined
}

type Known = Pick<Parts, 'clusters' | 'commands'>

/** Sessions and locks are of the whole cluster. */
const ofDatabase = /^(index|query) /

export const inPlace = <Said extends Refusal | Answer>(
  known: Known,
  place: Meant,
  said: Said,
): Said => {
  const line = (one: string) => inFull(known, place, one)
  const words = known.commands.filter(needsCluster).map(command => command.words)
  const text = (one: string) => nameCommands(one, words, line)
  return isRefusal(said)
    ? {
        ...said,
        instead: text(said.instead),
        ...(said.command === undefined ? {} : { command: line(said.command) }),
      }
    : {
        ...said,
        title: text(said.title),
        ...(said.lines === undefined ? {} : { lines: said.lines.map(text) }),
        ...(said.offers === undefined
          ? {}
          : { offers: said.offers.map(one => ({ ...one, command: line(one.command) })) }),
      }
}

const inFull = (
  { clusters, commands }: Known,
  { cluster, database }: Meant,
  said: string,
): string => {
  const command = commands.find(({ words }) => said === words || said.startsWith(`${words} `))
  if (!command || !needsCluster(command)) return said
  const open = (key: string) => !said.includes(` ${key}=`)
  const first = clusters.get(cluster)?.config.database
  const otherDatabase = ofDatabase.test(said) && database !== first ? database : undefined
  return writeCommand(said, {
    cluster: clusters.size > 1 && open('cluster') ? cluster : null,
    database: otherDatabase !== undefined && open('database') ? otherDatabase : null,
  })
}
