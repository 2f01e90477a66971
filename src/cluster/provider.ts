/** What a managed service does not allow, and its own way to the same end. */
import type { Provider } from '#cluster/view'

interface Ways {
  /** Who stands in for the superuser that customers do not get; null where there is a superuser. */
  readonly administrator: string | null
  /** How pg_stat_statements comes into a database. */
  readonly statements: string
}

const preloaded =
  'Let a superuser add it to shared_preload_libraries, restart, and run CREATE EXTENSION pg_stat_statements.'
const parameterGroup =
  'Add it to shared_preload_libraries in the DB parameter group, reboot, and let a member of rds_superuser run CREATE EXTENSION pg_stat_statements.'

const ways: Readonly<Record<Provider, Ways>> = {
  'self-managed': { administrator: null, statements: preloaded },
  patroni: { administrator: null, statements: preloaded },
  cloudnativepg: {
    administrator: null,
    statements:
      'Add pg_stat_statements.max to spec.postgresql.parameters of the Cluster: the operator loads it and creates the extension.',
  },
  rds: { administrator: 'rds_superuser', statements: parameterGroup },
  aurora: { administrator: 'rds_superuser', statements: parameterGroup },
  'cloud-sql': {
    administrator: 'cloudsqlsuperuser',
    statements:
      'Let a member of cloudsqlsuperuser run CREATE EXTENSION pg_stat_statements: Cloud SQL has loaded it.',
  },
  azure: {
    administrator: 'azure_pg_admin',
    statements:
      'Add it to the server parameters azure.extensions and shared_preload_libraries, restart, and let a member of azure_pg_admin run CREATE EXTENSION pg_stat_statements.',
  },
}

export const waysOf = (provider: Provider): Ways => ways[provider]

export interface Signals {
  readonly provider: Provider
  /** The GRANT that would allow it. */
  readonly grant: string
  readonly session: { readonly user: string | null; readonly superuser: boolean }
}

/** Who can end a session that the acting login may not signal. */
export const signalWay = ({ provider, grant, session }: Signals): string => {
  const { administrator } = waysOf(provider)
  if (session.superuser) {
    return administrator === null
      ? 'Only a superuser may: it is a superuser’s session.'
      : `Nobody but the provider may: it is a superuser’s session, and ${provider} gives nobody that role.`
  }
  const who = administrator === null ? 'a superuser' : `a member of ${administrator}`
  return `Let ${who} run: \`${grant}\`.`
}
