/** Environment and inventory, read once into one frozen typed object. */
import type { Environment, Provider } from '#cluster/view'

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
  /** Control database; null means the embedded one of local mode. */
  readonly databaseUrl: string | null
  /** Owner of the control database, only for migrations; null when another step migrates. */
  readonly databaseOwnerUrl: string | null
  readonly mongoUrl: string | null
  readonly healthPort: number
  readonly logLevel: string
  readonly engine: {
    /** How long a run's token lasts without a heartbeat, in seconds. */
    readonly tokenSeconds: number
    /** How often each process looks for runs whose token has lapsed, in seconds. */
    readonly sweepSeconds: number
  }
  /** Folder of the anchor file and the spool. */
  readonly recordDir: string
}

export interface ClusterConfig {
  readonly name: string
  readonly environment: Environment
  readonly provider: Provider
  /** The database asked about when none is named. */
  readonly database: string
  readonly databases: readonly string[]
  /** Without an acting credential the cluster is observed only. */
  readonly credentials: { readonly observe: Credential; readonly act: Credential | null }
  readonly nodes: readonly { readonly name: string; readonly host: string; readonly port: number }[]
  /** Only for `environment: sample` on loopback may this be `off`. */
  readonly tls: 'verify-full' | 'off'
  readonly channel: string | null
  readonly naming: { readonly index: string } | null
  readonly tags: readonly string[]
}

export interface Credential {
  readonly user: string
  readonly password: string
}

export interface PeopleConfig {
  /** User ids (U…) or user group ids (S…) of one team, or `team/user`. */
  readonly operators: readonly string[]
  readonly approvers: readonly string[]
  /** Which Slack team bare ids belong to; learnt from auth.test when absent. */
  readonly team: string | null
}

/** The first policy that matches decides; without one the built-in default does. */
export interface PolicyConfig {
  readonly environment: Environment | null
  readonly risk: string | null
  readonly playbook: string | null
  readonly approvers: number
  readonly expiryMinutes: number
  readonly ticket: boolean
}

export interface SlackConfig {
  readonly botToken: string
  readonly mode:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number }
  readonly apiUrl: string | null
  /** The slash command, `/pg` unless configured. */
  readonly command: string
}
