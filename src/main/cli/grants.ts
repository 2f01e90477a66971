/** Roles and grants as SQL: the minimum for all that Howdah does today. */
import type { ClusterConfig, Logins } from '#model/configuration'
import { connectTo } from '#text/psql'
import { sqlComment } from '#text/sql-comment'

/** The grants depend on logins and databases only. */
type Grantee = Pick<ClusterConfig, 'name' | 'credentials' | 'databases'>

export const exampleCluster: Grantee = {
  name: 'a managed cluster',
  credentials: {
    observe: { user: 'howdah_observe', password: '' },
    maintain: { user: 'howdah_maintain', password: '' },
    ddl: { user: 'howdah_ddl', password: '' },
    ha: null,
    backup: null,
  },
  databases: [],
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
const placeholder = (role: string): string => `'${`password of ${role}`.replaceAll("'", "''")}'`

const login = (role: string): string =>
  `create role ${identifier(role)} login noinherit nosuperuser nocreatedb nocreaterole password ${placeholder(role)};`

/** Declares the options of grants, which PostgreSQL 15 does not know. */
const optionsFor = (options: string): string =>
  `options text := case when current_setting('server_version_num')::int >= 160000 then ' with ${options}' else '' end;`

export const controlSql = (ownerUrl?: string, url?: string): readonly string[] => {
  const owner = userOf(ownerUrl) ?? 'howdah_owner'
  const role = userOf(url) ?? 'howdah'
  const database = databaseOf(url ?? ownerUrl) ?? 'howdah'
  return [
    '-- The control database: on a server that Howdah does not manage, in database postgres, as a superuser.',
    '-- Put passwords of your own in. The owner makes the tables (DATABASE_OWNER_URL); the other one works with',
    '-- them (DATABASE_URL), and can neither change the record nor disable its triggers.',
    '\\connect postgres',
    login(owner),
    login(role),
    `create database ${identifier(database)} owner ${identifier(owner)};`,
    `revoke all on database ${identifier(database)} from public;`,
    `grant connect, temporary on database ${identifier(database)} to ${identifier(role)};`,
  ]
}

export const clusterSql = ({ name, credentials, databases }: Grantee): readonly string[] => {
  const { observe, maintain, ddl, ha, backup } = credentials
  const logins = [
    ...new Set([observe, maintain, ddl, ha, backup].flatMap(one => (one ? [one.user] : []))),
  ]
  const replicating = [...new Set([ha, backup].flatMap(one => (one ? [one.user] : [])))]
  return [
    sqlComment(
      `${name}: on its primary, as a superuser (the provider's own admin role where there is none).`,
    ),
    '-- Put passwords of your own in.',
    '\\connect postgres',
    ...logins.map(login),
    '-- From PostgreSQL 16 on each grant says what is inherited. 15 knows no such words: there the login for ddl has',
    '-- the rights of the owners at all times.',
    ...block([
      `declare ${optionsFor('inherit true, set false')} begin`,
      `  if options = '' then ${logins.map(name => `alter role ${identifier(name)} inherit;`).join(' ')} end if;`,
      '  -- Reads statistics, settings and what sessions do; no table.',
      `  execute ${literal(`grant pg_monitor to ${logins.map(identifier).join(', ')}`)} || options;`,
      ...(maintain === null
        ? []
        : [
            "  -- Duty maintain: cancels and ends sessions that somebody approved, never a superuser's.",
            `  execute ${literal(`grant pg_signal_backend to ${identifier(maintain.user)}`)} || options;`,
          ]),
      ...(replicating.length === 0
        ? []
        : [
            '  -- Duties ha and backup: replication slots and base backups, and a checkpoint before.',
            `  execute ${literal(`grant pg_checkpoint to ${replicating.map(identifier).join(', ')}`)} || options;`,
          ]),
      'end',
    ]),
    ...replicating.map(name => `alter role ${identifier(name)} replication;`),
    ...(databases.length === 0
      ? ['', '-- In each of its databases:', ...inDatabase(logins, credentials, null)]
      : databases.flatMap(database => [
          '',
          connectTo(database),
          ...inDatabase(logins, credentials, database),
        ])),
  ]
}

/** Rights on functions are of one database. */
const highAvailability = (login: string): readonly string[] => [
  '-- Duty ha: promotes a replica, after a checkpoint and with a new file of WAL, and lets the others follow.',
  `grant execute on function pg_promote(boolean, integer), pg_switch_wal(), pg_reload_conf() to ${identifier(login)};`,
]

const baseBackups = (login: string): readonly string[] => [
  '-- Duty backup: takes base backups, so that whoever has this login has all data.',
  `grant execute on function pg_switch_wal(), pg_create_restore_point(text) to ${identifier(login)};`,
]

const inDatabase = (
  logins: readonly string[],
  { maintain, ddl, ha, backup }: Logins,
  database: string | null,
): readonly string[] => [
  '-- Without it there are no figures of queries; it has to be in shared_preload_libraries.',
  'create extension if not exists pg_stat_statements;',
  ...(database === null
    ? block([
        'begin',
        `  execute format('grant connect, temporary on database %I to ${logins.map(formatted).join(', ')}', current_database());`,
        'end',
      ])
    : [
        `grant connect, temporary on database ${identifier(database)} to ${logins.map(identifier).join(', ')};`,
      ]),
  ...(maintain === null ? [] : settings(logins, maintain.user)),
  ...(ddl === null ? [] : owners(ddl.user)),
  ...(ha === null ? [] : highAvailability(ha.user)),
  ...(backup === null ? [] : baseBackups(backup.user)),
]

/** Rights on functions are of one database. */
const settings = (logins: readonly string[], maintain: string): readonly string[] => {
  const all = logins.map(identifier).join(', ')
  return [
    '-- Duty maintain, for `config set` and `config reset`: reads what the files of the server say, and reloads the server.',
    `grant execute on function pg_show_all_file_settings() to ${all};`,
    `grant select on pg_file_settings to ${all};`,
    `grant execute on function pg_reload_conf() to ${identifier(maintain)};`,
    '-- Each setting that may be changed needs a grant of its own, once for the server; for example:',
    sqlComment(`grant alter system on parameter work_mem to ${identifier(maintain)};`),
  ]
}

/** Doubles quotes and percent signs for the text inside format(). */
const formatted = (role: string): string =>
  identifier(role).replaceAll("'", "''").replaceAll('%', '%%')

/** Only a table's owner may index the table. SET only: for a single statement of an approved plan. */
const owners = (ddl: string): readonly string[] => [
  '-- Duty ddl: acts as the owners of tables by SET ROLE, without inheriting anything of theirs. Tables of superusers, and of',
  '-- roles that may become one, stay out of reach. Run it again when another role begins to own tables.',
  ...block([
    `declare owner name; ${optionsFor('inherit false, set true')} begin`,
    '  for owner in select distinct r.rolname from pg_class c join pg_roles r on r.oid = c.relowner',
    `    where c.relkind in ('r', 'p', 'm') and r.rolname !~ '^pg_' and r.rolname <> ${literal(ddl)}`,
    "      and not exists (select from pg_roles s where s.rolsuper and pg_has_role(r.oid, s.oid, 'member'))",
    '  loop',
    '    begin',
    `      execute format('grant %I to ${formatted(ddl)}', owner) || options;`,
    '    exception when insufficient_privilege or invalid_grant_operation then',
    "      raise warning '% stays out of reach: you may not grant it. Give its tables to another owner, with alter table … owner to …', owner;",
    '    end;',
    '  end loop;',
    'end',
  ]),
]

/** The body is quoted by dollars that no name within holds: a name with `$$` would end the body. */
const block = (lines: readonly [string, ...string[]]): readonly string[] => {
  const [first, ...more] = lines
  const body = lines.join('\n')
  let tag = '$$'
  for (let number = 1; body.includes(tag); number += 1) tag = `$howdah${number}$`
  return [`do ${tag} ${first}`, ...more.slice(0, -1), `${more.at(-1) ?? ''} ${tag};`]
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

const parsed = (url: string | undefined): URL | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url) : undefined

const userOf = (url: string | undefined): string | undefined =>
  decodeURIComponent(parsed(url)?.username ?? '') || undefined

const databaseOf = (url: string | undefined): string | undefined =>
  decodeURIComponent(parsed(url)?.pathname.slice(1) ?? '') || undefined
