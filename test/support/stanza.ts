/** A stanza of Debian's pgBackRest, encrypted, for a server of PostgreSQL 15, the newest major that 2.45 knows. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { binaries } from '#local/postgres/binaries'
import { systemUser } from '#local/postgres/system-user'
import { endClones } from '#test/support/clones'
import { nativeOf } from '#test/support/majors'
import { type TestServer, testServer } from '#test/support/postgres'

const program = '/usr/bin/pgbackrest'

export const hasPgbackrest = existsSync(program) && existsSync(nativeOf(15))

export interface TestStanza {
  readonly server: TestServer
  /** The folder of pgBackRest's repository. */
  readonly repository: string
  readonly clones: string
  /** Writes WAL, and resolves with the name of the file once pgBackRest has that. */
  readonly archived: () => Promise<string>
  /** Writes the configuration with a pass phrase for the cipher. */
  configure(pass: string): void
  /** For cluster `shop` of the inventory. */
  readonly cluster: Readonly<Record<string, unknown>>
  readonly prepare: (server: TestServer, database: string) => Promise<void>
}

export const stanzaPass = 'a-pass-phrase'

export interface StanzaWishes {
  /** How Howdah reaches pgBackRest, in words of the inventory; left out for Howdah's machine. */
  readonly reach?: object
  /** A folder for the repository that is there already. */
  readonly repository?: string | undefined
}

/** Removed after the tests of the file. */
export const startStanza = async ({
  reach,
  repository: given,
}: StanzaWishes = {}): Promise<TestStanza> => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-stanza-'))
  chmodSync(folder, 0o755)
  const user = systemUser()
  const within = (name: string) => {
    const path = join(folder, name)
    mkdirSync(path)
    if (user) chownSync(path, user.uid, user.gid)
    return path
  }
  const repository = given ?? within('repository')
  const [clones, socket] = [within('clones'), within('socket')]
  const [log, lock] = [within('log'), within('lock')]
  afterAll(async () => {
    await endClones(clones)
    rmSync(folder, { recursive: true, force: true })
  })
  const config = join(folder, 'pgbackrest.conf')
  const server = await testServer(
    {
      log_statement: 'all',
      unix_socket_directories: socket,
      archive_mode: 'on',
      archive_command: `${program} --config=${config} --stanza=shop archive-push %p`,
    },
    null,
    nativeOf(15),
  )
  const configure = (pass: string) => {
    writeFileSync(
      config,
      [
        '[global]',
        `repo1-path=${repository}`,
        'repo1-cipher-type=aes-256-cbc',
        `repo1-cipher-pass=${pass}`,
        'repo1-retention-full=9',
        'compress-type=lz4',
        `log-path=${log}`,
        `lock-path=${lock}`,
        'archive-timeout=110',
        'log-level-file=off',
        '[shop]',
        `pg1-path=${server.dataDir}`,
        `pg1-port=${server.port}`,
        `pg1-socket-path=${socket}`,
        'pg1-user=postgres',
        'pg1-database=postgres',
        '',
      ].join('\n'),
      { mode: 0o600 },
    )
    if (user) chownSync(config, user.uid, user.gid)
  }
  configure(stanzaPass)
  writeFileSync(
    join(server.dataDir, 'pg_hba.conf'),
    'local all all trust\nhost all all all scram-sha-256\n',
  )
  await server.run(
    'postgres',
    'select pg_reload_conf()',
    'create role app',
    `create role howdah login password 'howdah'`,
    `create role observer login password 'observer'`,
    `create role keeper login password 'keeper'`,
    'grant pg_monitor to observer, howdah',
    'grant app to howdah',
    'alter role howdah noinherit',
  )
  return {
    server,
    repository,
    clones,
    configure,
    async archived() {
      const [row] = await server.query<{ name: string }>(
        'postgres',
        `select pg_walfile_name(pg_current_wal_insert_lsn()) as name from pg_logical_emit_message(true, 'howdah', 'test')`,
      )
      const name = row?.name ?? ''
      await server.run(
        'postgres',
        'select pg_switch_wal()',
        `do $$ begin while not exists (select from pg_stat_archiver where last_archived_wal >= '${name}')
           loop perform pg_sleep(0.05), pg_stat_clear_snapshot(); end loop; end $$`,
      )
      return name
    },
    cluster: {
      credentials: {
        observe: 'observer:observer',
        ddl: 'howdah:howdah',
        backup: 'keeper:keeper',
      },
      backup: {
        pgbackrest: { stanza: 'shop', config, program, ...reach },
        clones: { folder: clones, programs: join(await binaries(nativeOf(15)), 'bin') },
      },
    },
    prepare: async (managed, database) => {
      await managed.run(
        database,
        'create extension if not exists pg_stat_statements',
        'grant execute on function pg_switch_wal() to keeper',
      )
    },
  }
}
