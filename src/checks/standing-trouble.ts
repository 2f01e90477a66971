/** What stays wrong on a cluster beside the nodes, until a person acts: the source of status and reports. */
import { collationLine } from '#checks/collations'
import { type DrillsFacts, drillTrouble } from '#checks/drills'
import { seePaused } from '#checks/pool/see-paused'
import { readRunways } from '#checks/runways'
import { seeDrills } from '#checks/see-drills'
import { changedCollations } from '#cluster/facts/node/collations'
import type { Engine } from '#model/engine'
import { isRefusal } from '#model/refusal'
import type { View } from '#model/view'
import { Failure } from '#src/errors'
import { writeCommand } from '#text/write-command'

export interface StandingTrouble {
  /** In sentences. */
  readonly lines: readonly string[]
  /** Null where nothing can be restored, and for a cluster that does not answer. */
  readonly drills: DrillsFacts | null
}

type Knows = Pick<Engine, 'view' | 'drills' | 'backupsVerified' | 'openChanges'>

export const standingTrouble = async (
  engine: Knows,
  { name, databases }: { readonly name: string; readonly databases: readonly string[] },
  now: Date,
): Promise<StandingTrouble> => {
  const inDatabases: string[] = []
  for (const database of databases)
    inDatabases.push(
      ...((await seen(engine, name, database, view => databaseTrouble(view, name))) ?? []),
    )
  const drills = (await seen(engine, name, undefined, view => seeDrills(engine, view))) ?? null
  const pools = (await seen(engine, name, undefined, view => poolTrouble(engine, view))) ?? []
  return {
    lines: [
      ...inDatabases,
      ...(drills ? drillTrouble(drills, now.getTime()).map(({ words }) => words) : []),
      ...pools,
    ],
    drills,
  }
}

/** Undefined for a database that does not answer, which is told with the nodes. */
const seen = async <Seen>(
  engine: Knows,
  cluster: string,
  database: string | undefined,
  look: (view: View) => Promise<Seen>,
): Promise<Seen | undefined> => {
  try {
    const view = await engine.view(cluster, database)
    return isRefusal(view) ? undefined : await look(view)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return undefined
  }
}

const databaseTrouble = async (
  { primary, database }: View,
  cluster: string,
): Promise<readonly string[]> => [
  ...(await changedCollations(primary)).map(one => collationLine({ cluster, database }, one)),
  ...(await readRunways(primary)).map(line => `${cluster}, ${database}: ${line}`),
]

const poolTrouble = async (engine: Knows, view: View): Promise<readonly string[]> => {
  const { name: cluster } = view.cluster
  const { paused, halted } = await seePaused(engine, view)
  return [
    ...halted.map(({ because, instead }) => `${cluster}: ${because} ${instead}`),
    ...paused.map(
      pool =>
        `${cluster}: ${pool} is paused, and by no run of Howdah. \`${writeCommand('pool resume', { pool, cluster })}\` lets its clients go on.`,
    ),
  ]
}
