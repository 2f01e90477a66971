/** Clusters with settings in foreign hands, and the way that works there. */
import type { Provider } from '#model/cluster'
import { type Refusal, refusal } from '#model/refusal'

const ways: Readonly<Record<Exclude<Provider, 'self-managed'>, readonly [string, string]>> = {
  patroni: [
    'Patroni manages the settings of this cluster: a value of ALTER SYSTEM would silently override Patroni’s own.',
    'Use `patronictl edit-config`, then read the value back with `config show`: Patroni takes every value at first, and drops some later.',
  ],
  cloudnativepg: [
    'The operator manages the settings of this cluster, and has ALTER SYSTEM switched off.',
    'Put it under spec.postgresql.parameters of the Cluster.',
  ],
  rds: [
    'RDS and Aurora take settings from a parameter group, not from ALTER SYSTEM.',
    'Change it in the DB parameter group (of Aurora: of the cluster), and read the value back with `config show`.',
  ],
  'cloud-sql': [
    'Cloud SQL takes settings as database flags, not from ALTER SYSTEM.',
    'Use `gcloud sql instances patch --database-flags`, and name every flag that is to stay: the list replaces the old one.',
  ],
  azure: [
    'Azure takes settings as server parameters, not from ALTER SYSTEM.',
    'Use `az postgres flexible-server parameter set`, and read the value back with `config show`.',
  ],
}

export const managedElsewhere = (provider: Provider): Refusal | undefined =>
  provider === 'self-managed' ? undefined : refusal(...ways[provider])
