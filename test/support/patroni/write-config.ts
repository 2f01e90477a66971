/** The configuration of a node of Patroni. Patroni reads YAML, and JSON is YAML. */
import { join } from 'node:path'
import { password } from '#test/support/templates'

/** Of Debian's package postgresql-15. */
export const serversFolder = '/usr/lib/postgresql/15/bin'

interface NodeOfPatroni {
  readonly name: string
  /** A folder of the node alone. */
  readonly home: string
  /** Ports of the server, of the REST API, and of etcd. */
  readonly port: number
  readonly rest: number
  readonly etcd: number
  /** user:password of the REST API. */
  readonly login: string
  readonly tags: Readonly<Record<string, boolean>>
}

export const writePatroniConfig = (node: NodeOfPatroni): string => {
  const { name, home, port, rest, etcd, login, tags } = node
  const [username, secret] = login.split(':')
  const [server, api] = [`127.0.0.1:${port}`, `127.0.0.1:${rest}`]
  return JSON.stringify({
    scope: 'shop',
    name,
    tags,
    restapi: {
      listen: api,
      connect_address: api,
      authentication: { username, password: secret },
    },
    etcd3: { hosts: `127.0.0.1:${etcd}` },
    bootstrap: { dcs, initdb: [{ encoding: 'UTF8' }, { locale: 'C' }, 'no-sync'] },
    postgresql: {
      listen: server,
      connect_address: server,
      data_dir: join(home, 'data'),
      bin_dir: serversFolder,
      pgpass: join(home, 'pgpass'),
      pg_hba: [
        'local all all trust',
        'host all all 127.0.0.1/32 scram-sha-256',
        'host replication all 127.0.0.1/32 scram-sha-256',
      ],
      parameters: {
        unix_socket_directories: home,
        password_encryption: 'scram-sha-256',
        shared_buffers: '64MB',
      },
      basebackup: [{ checkpoint: 'fast' }],
      authentication: {
        superuser: { username: 'postgres', password },
        replication: { username: 'replicator', password: 'replicator' },
        rewind: { username: 'rewinder', password: 'rewinder' },
      },
    },
  })
}

const dcs = {
  // Below the documented least: a leader that dies is replaced after 8 s.
  ttl: 8,
  loop_wait: 2,
  retry_timeout: 3,
  maximum_lag_on_failover: 1_048_576,
  postgresql: {
    use_pg_rewind: true,
    use_slots: true,
    parameters: {
      fsync: 'off',
      full_page_writes: 'off',
      wal_log_hints: 'on',
      log_statement: 'all',
      log_line_prefix: '%m [%p] %u@%d %a ',
      shared_preload_libraries: 'pg_stat_statements',
    },
  },
}
