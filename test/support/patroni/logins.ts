/** Howdah's logins on a cluster of Patroni, each with its own name as password, for the primary of a new cluster. */
export const makeLogins: readonly string[] = [
  'create role app',
  `create role howdah login noinherit password 'howdah'`,
  `create role observer login password 'observer'`,
  `create role mover login password 'mover'`,
  'grant app to howdah',
  'grant pg_monitor to observer, howdah, mover',
  'grant pg_checkpoint to mover',
]

/** For changes of settings, in each database where people ask. */
export const readFiles: readonly string[] = [
  'grant execute on function pg_show_all_file_settings() to observer',
  'grant select on pg_file_settings to observer',
]

export const credentials = {
  observe: 'observer:observer',
  ddl: 'howdah:howdah',
  ha: 'mover:mover',
} as const
