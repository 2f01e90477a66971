/** Reads environment and inventory once into a frozen typed object. */

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clusterOf } from '#config/clusters'
import { blackoutsOf } from '#config/hours/blackouts'
import type { Inventory } from '#config/inventory'
import { isLookAlike } from '#config/look-alike'
import { readInventory } from '#config/read-inventory'
import { wishesOf } from '#config/schedules'
import { signingKeysOf } from '#config/signing-keys'
import type { Config, SlackConfig } from '#model/configuration'
import { BadConfig } from '#src/errors'

type Env = Readonly<Record<string, string | undefined>>

/**
 * Throws BadConfig with every problem at once; never repeats a value that may be a secret. `playbooks` are
 * the names that a policy may use: a policy for an unknown playbook would guard nothing.
 */
export const readConfig = (env: Env, playbooks: readonly string[]): Config => {
  const problems: string[] = []
  const inventory = inventoryOf(env, problems)
  const everywhere = blackoutsOf(inventory?.blackouts ?? [], problem => problems.push(problem))
  const clusters = Object.entries(inventory?.clusters ?? {}).map(([name, written]) =>
    clusterOf(name, written, everywhere, problems),
  )
  for (const { playbook } of inventory?.policies ?? [])
    if (playbook !== undefined && !playbooks.includes(playbook))
      problems.push(
        `policies: there is no playbook ${playbook}. Known playbooks: ${playbooks.join(', ')}.`,
      )
  for (const { name, cloneOf } of clusters)
    if (cloneOf !== undefined && (cloneOf === name || !clusters.some(one => one.name === cloneOf)))
      problems.push(`clusters.${name}: \`clone_of\` names no other cluster: ${cloneOf}.`)
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
  if (env['MONGO_URL'] && !/^mongodb(\+srv)?:\/\/./.test(env['MONGO_URL']))
    problems.push('MONGO_URL is not of the form mongodb://user:password@host:port/database.')
  const signingKeys = signingKeysOf(env, problems)
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
      code: policy.code ?? null,
    })),
    slack,
    databaseUrl: env['DATABASE_URL'] ?? null,
    databaseOwnerUrl: env['DATABASE_OWNER_URL'] ?? null,
    signingKeys,
    mongoUrl: env['MONGO_URL'] || null,
    health: {
      host: env['HEALTH_HOST'] ?? '127.0.0.1',
      port: Number(env['HEALTH_PORT'] ?? 9464),
    },
    logLevel: env['LOG_LEVEL'] ?? 'info',
    engine: inventory.engine,
    retention: inventory.retention,
    reports: inventory.reports === 'off' ? null : inventory.reports,
    schedules: wishesOf(inventory.schedules),
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
