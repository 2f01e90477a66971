import type { Duty } from '#model/actions/action-kind'
import type { ClusterConfig, Credential } from '#model/configuration'
import { Failure } from '#src/errors'

/** The inventory's login for a duty; throws a Failure where nobody has the duty. */
export const loginFor = ({ name, credentials }: ClusterConfig, duty: Duty): Credential => {
  const credential = credentials[duty]
  if (credential) return credential
  throw new Failure(
    'cluster.no-login',
    `${name} has no login for ${duty}: the inventory has no \`credentials.${duty}\` for it.`,
    `Add \`credentials.${duty}\`: \`howdah init --print-sql\` prints its grants. Or do it yourself.`,
  )
}
