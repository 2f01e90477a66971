/** Roles in the sample cluster: the owner, and Howdah's login, neither superuser nor owner. */

export interface SamplePasswords {
  readonly application: string
  readonly howdah: string
}

/** Run as a superuser. Passwords contain no quotes: they are random letters and digits. */
export const roleStatements = ({ application, howdah }: SamplePasswords): readonly string[] => [
  `create role shop_app login password '${application}'`,
  `create role howdah login password '${howdah}'`,
  'grant pg_monitor, pg_signal_backend, pg_maintain to howdah',
  // Howdah does not inherit the owner's rights; SET ROLE takes these rights for a single statement.
  'grant shop_app to howdah with inherit false, set true',
]

/** Run in database `shop`, as a superuser. */
export const extensionStatements: readonly string[] = [
  'create extension pg_stat_statements',
  'grant create on schema public to shop_app',
]
