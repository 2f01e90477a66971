/** Records a bot's configuration, without secrets, when it differs from the last recorded configuration. */
import { createHash } from 'node:crypto'
import { userInfo } from 'node:os'
import { canonicalJson } from '#audit/canonical-json'
import { readConfigured } from '#audit/read-entries'
import type { OpenParts } from '#main/open-parts'
import type { ClusterConfig, Config } from '#model/configuration'
import { advisoryLocks } from '#store/advisory-locks'

export const recordConfiguration = async ({
  parts: { config, store, record, holder },
}: Pick<OpenParts<never>, 'parts'>): Promise<void> =>
  store.transaction(async tx => {
    await tx.query('select pg_advisory_xact_lock($1)', [advisoryLocks.configuration])
    const now = namesIn(described(config), '')
    const was = await lastRecorded(tx)
    const changed = [...new Set([...Object.keys(was ?? {}), ...Object.keys(now)])].filter(
      name => was?.[name] !== now[name],
    )
    if (changed.length === 0) return
    const title =
      was === undefined ? 'the first configuration' : `changed: ${changed.toSorted().join(', ')}`
    await record.append(
      'config.changed',
      {
        actor: `howdah/${holder}`,
        subject: {},
        detail: {
          title,
          login: userInfo().username,
          fingerprint: fingerprintOf(now),
          config: Object.entries(now),
        },
      },
      tx,
    )
  })

type Named = Readonly<Record<string, string>>

const fingerprintOf = (named: Named): string =>
  createHash('sha256').update(canonicalJson(named)).digest('hex')

const lastRecorded = async (
  tx: Parameters<typeof readConfigured>[0],
): Promise<Named | undefined> => {
  const entry = await readConfigured(tx)
  if (!entry) return undefined
  try {
    const { detail } = JSON.parse(entry.body) as { detail: { config: [string, string][] } }
    return Object.fromEntries(detail.config)
  } catch {
    // An altered entry: the patrol reports the alteration; here the entry counts as missing.
    return undefined
  }
}

/** People, channels, rules and clusters; logins by name only. */
const described = ({ people, channels, policies, engine, clusters }: Config): object => ({
  people,
  channels,
  policies,
  engine,
  clusters: Object.fromEntries(clusters.map(one => [one.name, withoutSecrets(one)])),
})

const withoutSecrets = ({ credentials, ...cluster }: ClusterConfig): object => ({
  ...cluster,
  looksAs: credentials.observe.user,
  actsAs: credentials.act?.user ?? null,
})

/** `people.approvers` → its value as text: a difference is named by its path in the inventory. */
const namesIn = (value: object, before: string): Named =>
  Object.assign(
    {},
    ...Object.entries(value).map(([key, member]: [string, unknown]) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? namesIn(member, `${before}${key}.`)
        : { [`${before}${key}`]: canonicalJson(member) },
    ),
  ) as Named
