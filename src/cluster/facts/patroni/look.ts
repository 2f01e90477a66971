/** A cluster as told by the Patroni of each node. The servers' own words win: Patroni of a node may be dead, or cut off. */
import {
  clusterWords,
  configWords,
  nodeWords,
  type PatroniRole,
  roleOf,
} from '#cluster/facts/patroni/words'
import type { PatroniReader } from '#model/view'
import { Failure } from '#src/errors'

export type PatroniOfNode = PatroniSaid | PatroniSilent

interface Named {
  /** Names of the node in the inventory, and in Patroni. */
  readonly node: string
  readonly member: string
}

export interface PatroniSilent extends Named {
  readonly kind: 'silent'
  /** Sentences. */
  readonly because: string
  readonly instead: string
}

export interface PatroniSaid extends Named {
  readonly kind: 'said'
  /** Of the own server. */
  readonly role: PatroniRole
  /** `running`, `streaming`, `stopped`, `start failed`, … */
  readonly state: string
  readonly timeline: number | null
  /** Identifier of the database system. */
  readonly system: string | null
  readonly version: string
  /** Patroni's name of the cluster. */
  readonly scope: string
  /** True where Patroni fails over by itself no more. */
  readonly paused: boolean
  readonly pendingRestart: boolean
  /** The member with the leader's lock; null for none. */
  readonly leader: string | null
  readonly members: readonly PatroniMember[]
  /** Bytes that a replica may lack and still take over. */
  readonly mostLag: number
  /** True where only a synchronous replica takes over. */
  readonly synchronous: boolean
  /** Seconds after which each Patroni looks at the configuration again. */
  readonly loopWait: number
  /** Settings of the servers, as the configuration of the whole cluster has them: as of the last look of this Patroni. */
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface PatroniMember {
  readonly name: string
  readonly role: PatroniRole
  readonly state: string
  /** Bytes that were not received; null on the leader, and where not known. */
  readonly lag: number | null
  /** True where the tag forbids to take over. */
  readonly noFailover: boolean
  readonly syncStandby: boolean
}

/** `streaming` since Patroni 3.1. */
export const isUp = ({ state }: Pick<PatroniMember, 'state'>): boolean =>
  state === 'running' || state === 'streaming'

export const lookAtPatroni = (
  readers: readonly PatroniReader[],
): Promise<readonly PatroniOfNode[]> => Promise.all(readers.map(lookAt))

const lookAt = async (reader: PatroniReader): Promise<PatroniOfNode> => {
  const { node, member } = reader
  try {
    const [own, cluster, config] = await Promise.all([
      reader.get('/patroni').then(told => nodeWords.safeParse(told)),
      reader.get('/cluster').then(told => clusterWords.safeParse(told)),
      reader.get('/config').then(told => configWords.safeParse(told)),
    ])
    if (!own.success || !cluster.success || !config.success) return strange(reader)
    const { state, role, timeline, pause, pending_restart, patroni, ...told } = own.data
    const members = cluster.data.members.map(one => ({
      name: one.name,
      role: roleOf(one.role),
      state: one.state,
      lag: one.lag ?? null,
      noFailover: ![undefined, false, 'false', 'no', 'off', 0].includes(
        one.tags['nofailover'] as string | undefined,
      ),
      syncStandby: /^(sync|quorum)_standby$/.test(one.role),
    }))
    return {
      kind: 'said',
      node,
      member,
      role,
      state,
      timeline: timeline ?? null,
      system: told.database_system_identifier ?? null,
      version: patroni.version,
      scope: patroni.scope,
      paused: pause,
      pendingRestart: pending_restart,
      leader: members.find(one => one.role === 'primary')?.name ?? null,
      members,
      mostLag: config.data.maximum_lag_on_failover,
      synchronous: isOn(config.data.synchronous_mode),
      loopWait: config.data.loop_wait,
      parameters: config.data.postgresql?.parameters ?? {},
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { kind: 'silent', node, member, because: error.message, instead: error.instead }
  }
}

/** A boolean, or since 4 also `quorum`; not every value of JSON has a text. */
const isOn = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && /^(on|true|quorum)$/.test(value))

const strange = ({ node, member }: Named): PatroniSilent => ({
  kind: 'silent',
  node,
  member,
  because: `What answers for the Patroni of ${node} does not speak as Patroni does.`,
  instead: 'Look at its `patroni.url` in the inventory.',
})
