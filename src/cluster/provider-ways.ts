/** Who may grant, and where a server's settings are written: not the same everywhere. */
import type { Provider } from '#cluster/view'

export interface ProviderWays {
  /** "a superuser": who runs the GRANT. */
  readonly admin: string
  /** Where shared_preload_libraries is set. */
  readonly settings: string
}

const own: ProviderWays = { admin: 'a superuser', settings: 'postgresql.conf' }
const amazon: ProviderWays = {
  admin: 'a member of rds_superuser',
  settings: 'its parameter group',
}

export const providerWays: Readonly<Record<Provider, ProviderWays>> = {
  'self-managed': own,
  patroni: { ...own, settings: '`patronictl edit-config`' },
  cloudnativepg: { ...own, settings: 'its Cluster resource' },
  rds: amazon,
  aurora: amazon,
  'cloud-sql': { admin: 'a member of cloudsqlsuperuser', settings: 'its database flags' },
  azure: { admin: 'a member of azure_pg_admin', settings: 'its server parameters' },
}
