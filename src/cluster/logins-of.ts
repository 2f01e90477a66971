import type { ClusterAbout } from '#model/cluster'
import type { ClusterConfig } from '#model/configuration'

/** The name of the login of each duty. */
export const loginsOf = ({ credentials }: ClusterConfig): ClusterAbout['logins'] => {
  const { observe, maintain, ddl, ha, backup } = credentials
  return {
    observe: observe.user,
    maintain: maintain?.user ?? null,
    ddl: ddl?.user ?? null,
    ha: ha?.user ?? null,
    backup: backup?.user ?? null,
  }
}
