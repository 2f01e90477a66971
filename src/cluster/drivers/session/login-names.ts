import type { LoginNames } from '#cluster/facts/session/sessions'
import type { ClusterConfig } from '#model/configuration'

/** The login of each duty in the inventory. */
export const loginNames = ({ credentials }: Pick<ClusterConfig, 'credentials'>): LoginNames =>
  Object.fromEntries(
    Object.entries(credentials).map(([duty, login]) => [duty, login?.user ?? null]),
  )
