import type { Duty } from '#model/actions/action-kind'
import type { ClusterConfig, Credential } from '#model/configuration'
import { Failure } from '#src/errors'

/** The inventory's login for a duty; throws a Failure when the cluster is observed only. */
export const loginFor = ({ name, credentials }: ClusterConfig, duty: Duty): Credential => {
  const credential = duty === 'observe' ? credentials.observe : credentials.act
  if (credential) return credential
  throw new Failure(
    'cluster.observed-only',
    `${name} is observed only: the inventory has no acting credential for it.`,
    'Add `credentials.ddl` to the inventory, or run the SQL yourself.',
  )
}
