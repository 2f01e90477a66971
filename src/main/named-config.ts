/** The configuration as names and values, without secrets: what is recorded, and what is compared. */
import { createHash } from 'node:crypto'
import { readConfigured } from '#audit/read-entries'
import type { RepositoryConfig } from '#model/cluster'
import type { ClusterConfig, Config, Credential, PoolerConfig } from '#model/configuration'
import type { Store } from '#store/store'
import { canonicalJson } from '#text/canonical-json'

/** `people.approvers` → its value as text: a difference is named by its path in the inventory. */
export type NamedConfig = Readonly<Record<string, string>>

export const namedConfig = (config: Config): NamedConfig => namesIn(described(config), '')

/** The names whose values differ, sorted. */
export const differences = (one: NamedConfig, other: NamedConfig): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter(name => one[name] !== other[name])
    .toSorted()

export const fingerprintOfConfig = (named: NamedConfig): string =>
  createHash('sha256').update(canonicalJson(named)).digest('hex')

/** People, channels, rules, retention and clusters; logins by name only. */
const described = ({
  people,
  channels,
  policies,
  engine,
  retention,
  clusters,
}: Config): object => ({
  people,
  channels,
  policies,
  engine,
  retention,
  clusters: Object.fromEntries(clusters.map(one => [one.name, withoutSecrets(one)])),
})

const withoutSecrets = ({ credentials, backup, pools, ...cluster }: ClusterConfig): object => ({
  ...cluster,
  ...(pools ? { pools: pools.map(withoutLogins) } : {}),
  backup: backup && withoutKeys(backup),
  looksAs: credentials.observe.user,
  actsAs: credentials.ddl?.user ?? null,
  // Named only where they are their own, as recorded by builds that knew two logins.
  ...namedLogin('maintainsAs', credentials.maintain, credentials.ddl),
  ...namedLogin('switchesAs', credentials.ha, null),
  ...namedLogin('backsUpAs', credentials.backup, null),
  ...namedLogin('changesPatroniAs', credentials.patroni ?? null, null),
})

const withoutLogins = ({ observe, admin, ...pooler }: PoolerConfig): object => ({
  ...pooler,
  looksAs: observe.user,
  actsAs: admin?.user ?? null,
})

/** Keys by name only, which tells nothing of the secret. */
const withoutKeys = ({ keys, ...repository }: RepositoryConfig): object => ({
  ...repository,
  ...(keys ? { keys: keys.backups.map(({ name }) => name) } : {}),
})

const namedLogin = (name: string, login: Credential | null, usual: Credential | null): object =>
  login === null || login.user === usual?.user ? {} : { [name]: login.user }

const namesIn = (value: object, before: string): NamedConfig =>
  Object.assign(
    {},
    ...Object.entries(value).map(([key, member]: [string, unknown]) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? namesIn(member, `${before}${key}.`)
        : { [`${before}${key}`]: canonicalJson(member) },
    ),
  ) as NamedConfig

/** The configuration that the bots have, by the newest entry that Howdah wrote; undefined without one. */
export const lastRecorded = async (store: Store): Promise<NamedConfig | undefined> => {
  const entry = await readConfigured(store)
  if (!entry) return undefined
  try {
    const { detail } = JSON.parse(entry.body) as { detail: { config: [string, string][] } }
    return Object.fromEntries(detail.config)
  } catch {
    // An altered entry: the patrol reports the alteration; here the entry counts as missing.
    return undefined
  }
}
