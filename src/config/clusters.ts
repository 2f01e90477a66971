/** Turns a cluster of the inventory into the form that the code uses. */
import { join } from 'node:path'
import { credentialOf } from '#config/credential'
import { drillsOf } from '#config/drills'
import { blackoutsOf } from '#config/hours/blackouts'
import { windowsOf } from '#config/hours/windows'
import type { Inventory } from '#config/inventory'
import { patroniOf } from '#config/patroni'
import { poolersOf } from '#config/pools'
import type { ClonePlace, RepositoryConfig, SshConfig } from '#model/cluster'
import type {
  BlackoutConfig,
  ClusterConfig,
  Credential,
  Logins,
  RowsInChat,
} from '#model/configuration'
import { readSigningKeys } from '#signing/keys'
import { isLoopback } from '#src/loopback'
import { repositoryKeys } from '#src/vault/keys'
import { howdahFolder, walProgram } from '#src/vault/wal-program'
import { invisible } from '#text/invisible'

type Written = Inventory['clusters'][string]

/**
 * Problems are collected, never thrown, so that a person reads all at once. `everywhere`: the blackouts of every
 * cluster.
 */
export const clusterOf = (
  name: string,
  written: Written,
  everywhere: readonly BlackoutConfig[],
  problems: string[],
): ClusterConfig => {
  const say = (problem: string) => problems.push(`clusters.${name}: ${problem}`)
  const url = written.url === undefined ? undefined : urlOf(written.url, say)
  const nodes = nodesOf(name, written, url, say)
  const own = url && url.username !== '' ? credentialOfUrl(url) : undefined
  const observe = credentialOf(written.credentials.observe, say) ?? own
  const acting = actingLogins(written.credentials, own, say)
  if (!observe) say('no login: put user and password in `url`, or `credentials.observe`')
  const rest = credentialOf(written.credentials.patroni, say)
  const databases = written.databases ?? (url ? [decodeURIComponent(url.pathname.slice(1))] : [])
  const named = {
    database: databases,
    login: [observe, ...Object.values(acting)].flatMap(one => one?.user ?? []),
  }
  for (const [what, names] of Object.entries(named))
    if (names.some(one => invisible.test(one)))
      say(`the name of a ${what} has a character that cannot be seen, or a line end`)
  if (!databases[0]) say('no database: put it in `url`, or list `databases`')
  const sample = written.environment === 'sample' && nodes.every(isLoopback)
  const tls = written.tls ?? (sample ? 'off' : 'verify-full')
  if (tls === 'off' && !sample)
    say('`tls: off` is for a sample cluster on this very machine alone: leave it out')
  if (written.drills && !written.backup?.clones)
    say('`drills` take `backup.clones`, where backups are restored to')
  return {
    name,
    environment: written.environment,
    provider: written.provider,
    database: databases[0] ?? '',
    databases,
    credentials: {
      observe: observe ?? { user: '', password: '' },
      ...acting,
      ...(rest ? { patroni: rest } : {}),
    },
    nodes,
    ...patroniOf(written, say),
    tls,
    channel: written.channel ?? null,
    owner: written.owner ?? null,
    naming: written.naming ?? null,
    windows: windowsOf(written.windows, say),
    blackouts: [...everywhere, ...blackoutsOf(written.blackouts, say)],
    tags: written.tags,
    backup: written.backup
      ? {
          ...repositoryOf(written.backup, nodes.every(isLoopback), say),
          ...(written.drills ? { drills: drillsOf(written.drills) } : {}),
        }
      : null,
    ...(written.clone_of === undefined ? {} : { cloneOf: written.clone_of }),
    ...(written.rows_in_chat ? { rowsInChat: rowsInChatOf(written.rows_in_chat) } : {}),
    ...(written.pools ? { pools: poolersOf(written.pools, { tls, nodes }, say) } : {}),
  }
}

const rowsInChatOf = ({ most, hide }: NonNullable<Written['rows_in_chat']>): RowsInChat => ({
  most,
  hide: hide.map(one => one.toLowerCase()),
})

type WrittenRepository = NonNullable<Written['backup']>

const repositoryOf = (
  written: WrittenRepository,
  isHere: boolean,
  say: (problem: string) => void,
): RepositoryConfig => {
  const { folder = '', pgbackrest, clones } = written
  if ((folder === '') === (pgbackrest === undefined))
    say('`backup` names one repository: either `folder` or `pgbackrest`')
  if (pgbackrest) return stanzaOf(written, pgbackrest, say)
  const archive = written.archive ?? join(folder, 'wal')
  return {
    folder,
    archive,
    ...archiverOf(written, archive, isHere),
    ...(clones ? { clones: placeOf(clones) } : {}),
    ...keysOf(written.key, say),
  }
}

const stanzaOf = (
  { archive, key, server, clones }: WrittenRepository,
  { ssh, ...pgbackrest }: NonNullable<WrittenRepository['pgbackrest']>,
  say: (problem: string) => void,
): RepositoryConfig => {
  if (archive !== undefined || key !== undefined || server !== undefined)
    say(
      '`backup.archive`, `backup.key` and `backup.server` are of a repository of files: pgBackRest has its own',
    )
  const { stanza, host } = pgbackrest
  if (ssh && host === null) say('`backup.pgbackrest.ssh` is for a `host`, which is not named')
  const words = `stanza ${stanza} of pgBackRest${host === null ? '' : ` on ${host}`}`
  return {
    folder: words,
    archive: `the archive of ${words}`,
    stanza: { ...pgbackrest, ...(ssh ? { ssh: sshOf(ssh) } : {}) },
    ...(clones ? { clones: placeOf(clones) } : {}),
  }
}

const sshOf = ({
  known_hosts,
  ...more
}: NonNullable<NonNullable<WrittenRepository['pgbackrest']>['ssh']>): SshConfig => ({
  ...more,
  ...(known_hosts === undefined ? {} : { knownHosts: known_hosts }),
})

/** The paths of this machine are those of the server too where every node is here. */
const archiverOf = (
  { server = {} }: WrittenRepository,
  archive: string,
  isHere: boolean,
): Pick<RepositoryConfig, 'archiver'> => {
  const howdah = server.howdah ?? (isHere ? howdahFolder : undefined)
  const node = server.node ?? (isHere ? process.execPath : undefined)
  const there = server.archive ?? (isHere ? archive : undefined)
  return howdah === undefined || node === undefined || there === undefined
    ? {}
    : {
        archiver: {
          node,
          program: join(howdah, walProgram),
          archive: there,
          key: server.key ?? null,
        },
      }
}

/** The text is secret and is never repeated. */
const keysOf = (
  text: string | undefined,
  say: (problem: string) => void,
): Pick<RepositoryConfig, 'keys'> => {
  if (text === undefined) return {}
  const secrets = readSigningKeys(text)
  if (secrets) return { keys: repositoryKeys(secrets) }
  say(
    '`backup.key` does not hold keys: write each as name:key, as `howdah init --new-key` prints one. The first one encrypts, the others are older ones; no two have one name or one key',
  )
  return {}
}

const placeOf = ({
  folder,
  programs,
  quota,
  in_place: inPlace,
}: NonNullable<NonNullable<Written['backup']>['clones']>): ClonePlace => ({
  folder,
  programs,
  quota: quota === undefined ? null : quota * 1_024 ** 3,
  inPlace,
})

/** Who acts as the owners may do all that maintenance does; nobody is taken for what takes a right of its own. */
const actingLogins = (
  written: Written['credentials'],
  own: Credential | undefined,
  say: (problem: string) => void,
): Omit<Logins, 'observe'> => {
  const ddl = credentialOf(written.ddl, say) ?? own ?? null
  return {
    maintain: credentialOf(written.maintain, say) ?? ddl,
    ddl,
    ha: credentialOf(written.ha, say) ?? null,
    backup: credentialOf(written.backup, say) ?? null,
  }
}

const urlOf = (text: string, say: (problem: string) => void): URL | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^postgres(ql)?:$/.test(url.protocol)) return url
  // The text may hold a password and is never repeated.
  say('its URL is not of the form postgres://user:password@host:port/database')
  return undefined
}

const nodesOf = (
  name: string,
  written: Written,
  url: URL | undefined,
  say: (problem: string) => void,
) => {
  const listed = (written.nodes ?? []).map(({ name, url, data }) => ({
    name,
    url: urlOf(url, say),
    ...(data === undefined ? {} : { data }),
  }))
  const all = listed.length > 0 ? listed : [{ name: `${name}-1`, url }]
  if (new Set(all.map(node => node.name)).size < all.length) say('two nodes have one name')
  return all.flatMap(({ url, ...node }) =>
    url ? [{ ...node, host: url.hostname, port: Number(url.port || 5432) }] : [],
  )
}

const credentialOfUrl = (url: URL): Credential => ({
  user: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
})
