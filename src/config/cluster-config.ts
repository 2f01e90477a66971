/** One cluster of the inventory, as the code uses it. */
import type { Environment, Provider } from '#cluster/view'

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
  /** Whom its reports name: U… or S… */
  readonly owner: string | null
  readonly naming: { readonly index: string } | null
  /** When approved plans may begin; at any time without one. */
  readonly windows: readonly WindowConfig[]
  readonly tags: readonly string[]
}

export interface WindowConfig {
  /** On which it opens, by the calendar of its zone. */
  readonly days: readonly ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
  /** `01:00`. */
  readonly from: string
  /** On the next day when it is not after `from`. */
  readonly to: string
  readonly zone: string
}

export interface Credential {
  readonly user: string
  readonly password: string
}
