import type { ConsoleWhere } from '#cluster/clients/pgbouncer/console'
import { sessionLabel } from '#cluster/drivers/session/fence'
import type { Holder } from '#model/actions/driver'
import type { PgbouncerAction } from '#model/actions/pool/pgbouncer'
import { Failure } from '#src/errors'

/** The console as the login that acts; throws a Failure where the inventory has another PgBouncer by now. */
export const consoleOf = (
  { name, host, port }: PgbouncerAction['pooler'],
  { cluster: { config }, run, token }: Holder,
): ConsoleWhere => {
  const pooler = config.pools?.find(one => one.name === name)
  if (pooler?.host !== host || pooler.port !== port)
    throw new Failure(
      'pool.moved',
      `The inventory has no PgBouncer ${name} at ${host}:${port} any more.`,
      'Plan again.',
    )
  if (pooler.admin === null)
    throw new Failure(
      'pool.no-login',
      `The inventory has no \`credentials.admin\` for PgBouncer ${name}.`,
      'Add it: a login in `admin_users` of PgBouncer.',
    )
  return {
    cluster: { name: config.name, tls: config.tls },
    pooler: { name, host, port },
    credential: pooler.admin,
    applicationName: sessionLabel(run, token),
  }
}
