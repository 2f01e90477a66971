/** The limits of each provider, and the provider's own way to the same end. */
import { isOutdated, type StatementsSetup, updateExtension } from '#cluster/facts/query/setup'
import type { Provider } from '#model/cluster'

interface Ways {
  /** The role that replaces the superuser on a managed service; null where there is a superuser. */
  readonly administrator: string | null
  /** How pg_stat_statements is loaded by a server. */
  readonly load: string
  /** How the extension is created in a database, once loaded. */
  readonly create: string
}

const createdBy = (who: string): string => `Let ${who} run CREATE EXTENSION pg_stat_statements.`

const ownServer: Ways = {
  administrator: null,
  load: 'Let a superuser add pg_stat_statements to shared_preload_libraries, and restart.',
  create: createdBy('a superuser'),
}

const ways: Readonly<Record<Provider, Ways>> = {
  'self-managed': ownServer,
  patroni: ownServer,
  cloudnativepg: {
    administrator: null,
    load: 'Add pg_stat_statements.max to spec.postgresql.parameters of the Cluster.',
    create:
      'The operator creates the extension where pg_stat_statements.max is in spec.postgresql.parameters of the Cluster.',
  },
  rds: {
    administrator: 'rds_superuser',
    load: 'Add pg_stat_statements to shared_preload_libraries in the DB parameter group, and reboot.',
    create: createdBy('a member of rds_superuser'),
  },
  'cloud-sql': {
    administrator: 'cloudsqlsuperuser',
    load: 'Cloud SQL loads pg_stat_statements by itself: ask its support why this server has not.',
    create: createdBy('a member of cloudsqlsuperuser'),
  },
  azure: {
    administrator: 'azure_pg_admin',
    load: 'Add pg_stat_statements to the server parameter shared_preload_libraries, and restart.',
    create:
      'Allow pg_stat_statements in the server parameter azure.extensions, and let a member of azure_pg_admin run CREATE EXTENSION pg_stat_statements.',
  },
}

export const waysOf = (provider: Provider): Ways => ways[provider]

/** The remaining work until statements are counted and can be read. */
export const statementsWay = (provider: Provider, setup: StatementsSetup): string => {
  const { load, create } = waysOf(provider)
  const { view, loaded, grants } = setup
  const statements = [...(isOutdated(setup) ? [updateExtension] : []), ...grants]
  return [
    ...(loaded ? [] : [load]),
    ...(view === null ? [create] : []),
    ...(statements.length > 0 ? [`Let ${adminOf(provider)} run: \`${statements.join(' ')}\``] : []),
  ].join(' ')
}

/** The role that may grant a predefined role, in words. */
export const adminOf = (provider: Provider): string => {
  const { administrator } = waysOf(provider)
  return administrator === null ? 'a superuser' : `a member of ${administrator}`
}

export interface Signals {
  readonly provider: Provider
  /** The GRANT that would allow the signal. */
  readonly grant: string
  readonly session: { readonly user: string | null; readonly superuser: boolean }
}

/** Says who can end a session that the acting login may not signal. */
export const signalWay = ({ provider, grant, session }: Signals): string => {
  const { administrator } = waysOf(provider)
  if (session.superuser) {
    return administrator === null
      ? 'Only a superuser may: it is a superuser’s session.'
      : `Nobody but the provider may: it is a superuser’s session, and ${provider} gives nobody that role.`
  }
  return `Let ${adminOf(provider)} run: \`${grant}\`.`
}
