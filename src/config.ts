/** Environment and inventory, read once into one frozen typed object. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '#cluster/view'
import type { ClusterConfig } from '#src/config/cluster-config'
import { clusterOf } from '#src/config/clusters'
import type { Inventory } from '#src/config/inventory'
import { isLookAlike } from '#src/config/look-alike'
import { readInventory } from '#src/config/read-inventory'
import { BadConfig } from '#src/errors'

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
  readonly mongoUrl: string | null
  /** Only this machine may ask, unless it is told to listen on another address. */
  readonly health: { readonly host: string; readonly port: number }
  readonly logLevel: string
  readonly engine: {
    /** How long a run's token lasts without a heartbeat, in seconds. */
    readonly tokenSeconds: number
    /** How often each process looks for runs whose token has lapsed, in seconds. */
    readonly sweepSeconds: number
  }
  /** When the daily digest of each cluster is due; null when nobody wants it. */
  readonly reports: ReportsConfig | null
  /** Folder of the anchor file and the spool. */
  readonly recordDir: string
  /** Name of this process in chat and record; a random one when null. */
  readonly processName: string | null
}

export interface ReportsConfig {
  /** `08:00` */
  readonly at: string
  readonly zone: string
}

export interface PeopleConfig {
  /** User ids (U…) or user group ids (S…) of one team, `team/user`, or `cli/login`. */
  readonly operators: readonly string[]
  readonly approvers: readonly string[]
  /** Which Slack team bare ids belong to; without it a bare id is that of any team. */
  readonly team: string | null
  /** `cli/olga` → `U_OLGA`: the same human on the command line and in Slack. */
  readonly aliases: Readonly<Record<string, string>>
}

/** Of the policies that match, the first one that names a thing decides it; null leaves it to the others. */
export interface PolicyConfig {
  readonly environment: Environment | null
  readonly risk: string | null
  readonly playbook: string | null
  readonly approvers: number | null
  readonly expiryMinutes: number | null
  readonly ticket: boolean | null
  readonly reason: boolean | null
}

export interface SlackConfig {
  readonly botToken: string
  readonly mode:
    | { readonly kind: 'socket'; readonly appToken: string }
    | {
        readonly kind: 'http'
        readonly signingSecret: string
        readonly port: number
        /** `A…`: a signature tells which secret signed a request, not for which app it is meant. */
        readonly appId: string
      }
  readonly apiUrl: string | null
  /** The slash command, `/pg` unless configured. */
  readonly command: string
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Throws BadConfig with every problem at once; never repeats a value that may be a secret. `playbooks` are the
 * names that a policy may use: one that fits nothing would guard nothing.
 */
export const readConfig = (env: Env, playbooks: readonly string[]): Config => {
  const problems: string[] = []
  const inventory = inventoryOf(env, problems)
  const clusters = Object.entries(inventory?.clusters ?? {}).map(([name, written]) =>
    clusterOf(name, written, problems),
  )
  for (const { playbook } of inventory?.policies ?? [])
    if (playbook !== undefined && !playbooks.includes(playbook))
      problems.push(
        `policies: there is no playbook ${playbook}. There are ${playbooks.join(', ')}.`,
      )
  const slack = slackOf(env, inventory?.command ?? '/pg', problems)
  if (isLookAlike(env['SLACK_API_URL']))
    for (const { name, environment } of clusters)
      if (environment === 'production')
        problems.push(
          `clusters.${name}: production is refused while SLACK_API_URL is on this machine, where anybody acts as anybody. Use Slack itself, or leave this cluster out.`,
        )
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL'])
    if (env[name] !== undefined && !/^postgres(ql)?:\/\/./.test(env[name]))
      problems.push(`${name} is not of the form postgres://user:password@host:port/database.`)
  for (const name of ['PORT', 'HEALTH_PORT'])
    if (!/^\d{1,5}$/.test(env[name] ?? '0')) problems.push(`${name} is not the number of a port.`)
  if (!inventory || problems.length > 0) throw new BadConfig(problems)
  return Object.freeze({
    clusters,
    people: { ...inventory.people, team: inventory.people.team ?? null },
    channels: channelsOf(inventory),
    policies: inventory.policies.map(policy => ({
      environment: policy.environment ?? null,
      risk: policy.risk ?? null,
      playbook: policy.playbook ?? null,
      approvers: policy.approvers ?? null,
      expiryMinutes: policy.expiry ?? null,
      ticket: policy.ticket ?? null,
      reason: policy.reason ?? null,
    })),
    slack,
    databaseUrl: env['DATABASE_URL'] ?? null,
    databaseOwnerUrl: env['DATABASE_OWNER_URL'] ?? null,
    mongoUrl: env['MONGO_URL'] ?? null,
    health: {
      host: env['HEALTH_HOST'] ?? '127.0.0.1',
      port: Number(env['HEALTH_PORT'] ?? 9464),
    },
    logLevel: env['LOG_LEVEL'] ?? 'info',
    engine: inventory.engine,
    reports: inventory.reports === 'off' ? null : inventory.reports,
    processName: env['HOWDAH_PROCESS'] ?? null,
    recordDir: inventory.record ?? join(env['HOME'] ?? tmpdir(), '.howdah', 'record'),
  })
}

const inventoryOf = (env: Env, problems: string[]): Inventory | undefined => {
  const path = env['HOWDAH_CONFIG']
  if (!path) {
    problems.push('HOWDAH_CONFIG names no inventory: see howdah.example.yaml.')
    return undefined
  }
  try {
    return readInventory(path, env)
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error
    problems.push(...error.problems)
    return undefined
  }
}

const channelsOf = ({ channels }: Inventory): Config['channels'] => ({
  ops: channels.ops,
  reports: channels.reports ?? null,
  audit: channels.audit ?? null,
})

const slackOf = (env: Env, command: string, problems: string[]): SlackConfig | null => {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_APP_ID: appId = '',
  } = env
  if (!botToken) {
    const alone = ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_ID'].find(
      name => env[name],
    )
    if (alone) problems.push(`${alone} needs SLACK_BOT_TOKEN (xoxb-…) beside it.`)
    return null
  }
  const apiUrl = env['SLACK_API_URL'] ?? null
  if (appToken) return { botToken, mode: { kind: 'socket', appToken }, apiUrl, command }
  if (signingSecret) {
    if (!/^A[A-Z0-9]+$/.test(appId))
      problems.push(
        'SLACK_SIGNING_SECRET (HTTP) needs SLACK_APP_ID (A…) beside it, so that requests for another app are refused. Copy it from the page of your app: Basic Information, App Credentials.',
      )
    const port = Number(env['PORT'] ?? 3000)
    return { botToken, mode: { kind: 'http', signingSecret, port, appId }, apiUrl, command }
  }
  problems.push(
    'SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it.',
  )
  return null
}
