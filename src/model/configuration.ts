/** Inventory and environment as the code uses both: one frozen object. */
import type { Duty } from '#model/actions/action-kind'
import type { Environment, Provider, RepositoryConfig } from '#model/cluster'
import type { ReadRoute } from '#model/pool/known-pooler'
import type { NamedWish } from '#model/schedule/wish'

export interface ClusterConfig {
  readonly name: string
  /** The cluster that this one is a clone of; left out for a cluster of the inventory. */
  readonly cloneOf?: string
  readonly environment: Environment
  readonly provider: Provider
  /** The database asked about when none is named. */
  readonly database: string
  readonly databases: readonly string[]
  readonly credentials: Logins
  readonly nodes: readonly NodeConfig[]
  /** Only for `environment: sample` on loopback may this be `off`. */
  readonly tls: 'verify-full' | 'off'
  readonly channel: string | null
  /** The person or group that reports name: U… or S… */
  readonly owner: string | null
  readonly naming: { readonly index: string } | null
  /** When approved plans may begin and go on; without windows at any time. */
  readonly windows: readonly WindowConfig[]
  /** When approved plans may not, with the blackouts of every cluster. */
  readonly blackouts: readonly BlackoutConfig[]
  readonly tags: readonly string[]
  /** Where base backups and WAL are kept; null for nowhere. */
  readonly backup: RepositoryConfig | null
  /** The Patroni of each node, in the order of the nodes; left out where the inventory names no address. */
  readonly patroni?: readonly PatroniConfig[]
  /** The rows of clones that may be shown in chat; left out for no rows. */
  readonly rowsInChat?: RowsInChat
  /** The PgBouncers before the cluster; left out for none. */
  readonly pools?: readonly PoolerConfig[]
}

export interface NodeConfig {
  readonly name: string
  readonly host: string
  readonly port: number
  /** The data directory, by paths of Howdah's machine; left out for a server elsewhere. */
  readonly data?: string
}

/** A PgBouncer, by the address of the admin console. */
export interface PoolerConfig {
  readonly name: string
  readonly host: string
  readonly port: number
  /** Databases of PgBouncer that belong to the cluster; null where the address that each leads to tells. */
  readonly databases: readonly string[] | null
  /** The configuration file, on Howdah's machine; null where Howdah leaves that alone. */
  readonly config: string | null
  readonly observe: Credential
  /** In `admin_users` of PgBouncer; null where Howdah only looks. */
  readonly admin: Credential | null
  /** The database for reads; left out where Howdah keeps none. */
  readonly reads?: ReadRoute
}

export interface PatroniConfig {
  /** Name of the node in the inventory. */
  readonly node: string
  /** Name of the node in Patroni. */
  readonly member: string
  /** `https://host:8008`, without a slash at the end. */
  readonly url: string
}

export interface RowsInChat {
  readonly most: number
  /** Names of columns that are never shown, in lower case. */
  readonly hide: readonly string[]
}

/** The login of each duty; null for a duty without a login. With `observe` alone the cluster is observed only. */
export type Logins = { readonly observe: Credential } & {
  readonly [Acting in Exclude<Duty, 'observe'>]: Credential | null
} & {
  /** No login of PostgreSQL: what Patroni's REST API takes changes from. */
  readonly patroni?: Credential
}

/** What happens to a run that is under way when its window ends; only steps that hold can be held. */
export const atEnds = ['finish', 'hold', 'cancel'] as const
export type AtEnd = (typeof atEnds)[number]

export interface WindowConfig {
  /** Unique within a cluster. */
  readonly name?: string
  /** Days on which the window opens, by the calendar of the zone. */
  readonly days: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
  /** `01:00`. */
  readonly from: string
  /** On the next day when not after `from`; left out where `minutes` tells the end. */
  readonly to?: string
  /** Real time, whatever clocks do meanwhile; at most a day. */
  readonly minutes?: number
  /** No run begins later; a time within the window. */
  readonly lastStart?: string
  /** `hold` when left out. */
  readonly atEnd?: AtEnd
  readonly zone: string
}

/** Nothing begins within a blackout, and each window counts as closed. */
export interface BlackoutConfig {
  /** Instants: 2026-12-24T00:00:00Z. */
  readonly from: string
  readonly to: string
  readonly reason: string
  /** For people: the zone of the times as written. */
  readonly zone: string
}

/** A key that signs what Howdah writes: a name that signatures carry, and 32 secret bytes. */
export interface SigningKey {
  readonly name: string
  readonly secret: Buffer
}

export interface Credential {
  readonly user: string
  readonly password: string
}

export interface Config {
  readonly clusters: readonly ClusterConfig[]
  readonly people: PeopleConfig
  readonly channels: {
    readonly ops: string
    readonly reports: string | null
    readonly audit: string | null
  }
  readonly policies: readonly PolicyConfig[]
  readonly slack: SlackConfig | null
  /** Control database; null only where none is needed (`config check`). */
  readonly databaseUrl: string | null
  /** Owner of the control database, only for migrations; null when another step migrates. */
  readonly databaseOwnerUrl: string | null
  /** The first one signs rows of the control database, the others are older; empty only where nothing is written. */
  readonly signingKeys: readonly SigningKey[]
  readonly mongoUrl: string | null
  /** The health server listens on this machine only, unless the environment names another address. */
  readonly health: { readonly host: string; readonly port: number }
  readonly logLevel: string
  readonly engine: {
    /** How long a run's token lasts without a heartbeat, in seconds. */
    readonly tokenSeconds: number
    /** How often each process looks for runs whose token has lapsed, in seconds. */
    readonly sweepSeconds: number
  }
  readonly retention: RetentionConfig
  /** When the daily digest of each cluster is due; null for no digest. */
  readonly reports: ReportsConfig | null
  /** Commands that read, by name. */
  readonly schedules: readonly NamedWish[]
  /** Folder of the anchor file and the spool. */
  readonly recordDir: string
  /** Name of this process in chat and record; a random one when null. */
  readonly processName: string | null
}

/** How many days the control database keeps what is over. */
export interface RetentionConfig {
  /** A plan after its end, with run, journal and decisions. */
  readonly runs: number
  /** A slot of a schedule. */
  readonly slots: number
  /** Readings of guards, and checkpoints that no undo needs. */
  readonly details: number
  /** Keys of posted reports. */
  readonly reports: number
  /** Entries of the record, at least. */
  readonly record: number
}

export interface ReportsConfig {
  /** `08:00` */
  readonly at: string
  readonly zone: string
  /** The day of the weekly report: `mon`. */
  readonly weekly: 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun' | 'off'
}

export interface PeopleConfig {
  /** User ids (U…) or user group ids (S…) of one team, `team/user`, or `cli/login`. */
  readonly operators: readonly string[]
  readonly approvers: readonly string[]
  /** The Slack team of bare ids; without a team a bare id matches any team. */
  readonly team: string | null
  /** `cli/olga` → `U_OLGA`: the same human on the command line and in Slack. */
  readonly aliases: Readonly<Record<string, string>>
}

/**
 * Each field is decided by the first matching policy that names the field; null leaves the field to later
 * policies.
 */
export interface PolicyConfig {
  readonly environment: Environment | null
  readonly risk: string | null
  readonly playbook: string | null
  readonly approvers: number | null
  readonly expiryMinutes: number | null
  readonly ticket: boolean | null
  readonly reason: boolean | null
  readonly code: boolean | null
}

export interface SlackConfig {
  readonly botToken: string
  readonly mode:
    | { readonly kind: 'socket'; readonly appToken: string }
    | {
        readonly kind: 'http'
        readonly signingSecret: string
        readonly port: number
        /** `A…`: a signature tells which secret signed a request, not which app the request is for. */
        readonly appId: string
      }
  readonly apiUrl: string | null
  /** The slash command, `/pg` unless configured. */
  readonly command: string
}
