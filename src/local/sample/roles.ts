/** Who owns what in the sample cluster, and what Howdah may do there: no superuser, no owner. */

export interface SamplePasswords {
  readonly application: string
  readonly howdah: string
}

/** As a superuser. Passwords hold no quotes: they are random letters and digits. */
export const roleStatements = ({ application, howdah }: SamplePasswords): readonly string[] => [
  `create role shop_app login password '${application}'`,
  `create role howdah login password '${howdah}'`,
  'grant pg_monitor, pg_signal_backend, pg_maintain to howdah',
  // Howdah never has the owner's rights by itself; it takes them for one statement with SET ROLE.
  'grant shop_app to howdah with inherit false, set true',
]

/** In database `shop`, as a superuser. */
export const extensionStatements: readonly string[] = [
  'create extension pg_stat_statements',
  'grant create on schema public to shop_app',
]
