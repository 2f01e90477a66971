/** The failover of clusters where Howdah decides on no primary: a sentence about the part that decides, and the way by hand. */
import type { Provider } from '#model/cluster'

export const waysToFailOver: Readonly<
  Record<Exclude<Provider, 'self-managed'>, readonly [string, string]>
> = {
  patroni: [
    'Patroni decides who is the primary of this cluster.',
    'Patroni fails over by itself; by hand use `patronictl failover`.',
  ],
  cloudnativepg: [
    'The operator decides who is the primary of this cluster.',
    'The operator fails over by itself; by hand use `kubectl cnpg promote`.',
  ],
  rds: [
    'The service decides who is the primary of this cluster.',
    'The service fails over by itself; by hand reboot the instance with failover.',
  ],
  'cloud-sql': [
    'The service decides who is the primary of this cluster.',
    'Use `gcloud sql instances failover`.',
  ],
  azure: [
    'The service decides who is the primary of this cluster.',
    'Use `az postgres flexible-server restart --failover Forced`.',
  ],
}
