import { describe, expect, test } from 'vitest'
import { clusterOf } from '#config/clusters'
import { clusterSchema } from '#config/inventory'

const written = (backup: object) =>
  clusterSchema.safeParse({
    environment: 'staging',
    url: 'postgres://howdah:1@db:5432/app',
    backup,
  })

const read = (backup: object) => {
  const problems: string[] = []
  const { data } = written(backup)
  const cluster = data && clusterOf('shop', data, [], problems)
  return { repository: cluster?.backup, problems }
}

describe('a stanza of pgBackRest in the inventory', () => {
  test('is a repository, on Howdah’s machine where no host is named', () => {
    const { repository, problems } = read({ pgbackrest: { stanza: 'shop' } })
    expect(problems).toEqual([])
    expect(repository).toEqual({
      folder: 'stanza shop of pgBackRest',
      archive: 'the archive of stanza shop of pgBackRest',
      stanza: {
        stanza: 'shop',
        config: '/etc/pgbackrest/pgbackrest.conf',
        program: '/usr/bin/pgbackrest',
        host: null,
      },
    })
    expect(read({ pgbackrest: { stanza: 'shop', host: 'postgres@db-1' } }).repository?.folder).toBe(
      'stanza shop of pgBackRest on postgres@db-1',
    )
  })

  test('is reached by the port, the key and the known hosts that are named', () => {
    const pgbackrest = {
      stanza: 'shop',
      host: 'postgres@db-1',
      ssh: { port: 2_222, key: '/keys/howdah', known_hosts: '/keys/known_hosts' },
    }
    expect(read({ pgbackrest })).toMatchObject({
      problems: [],
      repository: {
        stanza: {
          host: 'postgres@db-1',
          ssh: { port: 2_222, key: '/keys/howdah', knownHosts: '/keys/known_hosts' },
        },
      },
    })
    expect(read({ pgbackrest: { ...pgbackrest, host: null } }).problems).toEqual([
      'clusters.shop: `backup.pgbackrest.ssh` is for a `host`, which is not named',
    ])
  })

  test.each([
    [{}, '`backup` names one repository: either `folder` or `pgbackrest`'],
    [
      { folder: '/backup', pgbackrest: { stanza: 'shop' } },
      '`backup` names one repository: either `folder` or `pgbackrest`',
    ],
    [
      { archive: '/wal', pgbackrest: { stanza: 'shop' } },
      '`backup.archive`, `backup.key` and `backup.server` are of a repository of files: pgBackRest has its own',
    ],
  ])('is the only repository: %j', (backup, problem) => {
    expect(read(backup).problems).toEqual([`clusters.shop: ${problem}`])
  })

  test.each([
    { stanza: '--delta' },
    { stanza: 'shop; id' },
    { stanza: 'shop', host: '-oProxyCommand=id' },
    { stanza: 'shop', host: 'db 1' },
    { stanza: 'shop', host: 'db-1', ssh: { port: 70_000 } },
    { stanza: 'shop', host: 'db-1', ssh: { key: '%d/key' } },
    { stanza: 'shop', config: 'pgbackrest.conf' },
    { stanza: 'shop', program: '/usr/bin/pgbackrest --delta' },
  ])('takes no value that could be an option or a further word: %j', pgbackrest => {
    expect(written({ pgbackrest }).success).toBe(false)
  })
})
