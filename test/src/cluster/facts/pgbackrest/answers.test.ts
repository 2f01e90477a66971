/** Answers of pgBackRest 2.45, as it gave them. */
import { describe, expect, test } from 'vitest'
import { readArchived } from '#cluster/facts/pgbackrest/archived'
import { readInfo, runOf } from '#cluster/facts/pgbackrest/info'
import { readManifest } from '#cluster/facts/pgbackrest/manifest'
import { readVerifyReport } from '#cluster/facts/pgbackrest/verify-report'

const info = `[{"archive":[{"database":{"id":1,"repo-key":1},"id":"15-1","max":"000000010000000000000002","min":"000000010000000000000001"}],"backup":[{"annotation":{"howdah-run":"r-abc"},"archive":{"start":"000000010000000000000002","stop":"000000010000000000000002"},"backrest":{"format":5,"version":"2.45"},"database":{"id":1,"repo-key":1},"error":false,"info":{"delta":22992569,"repository":{"delta":3069216,"size":3069216},"size":22992569},"label":"20261130-103726F","lsn":{"start":"0/2000028","stop":"0/2000100"},"prior":null,"reference":null,"timestamp":{"start":1796035046,"stop":1796035053},"type":"full"}],"cipher":"aes-256-cbc","db":[{"id":1,"repo-key":1,"system-id":7713911753652600453,"version":"15"}],"name":"shop","repo":[{"cipher":"aes-256-cbc","key":1,"status":{"code":0,"message":"ok"}}],"status":{"code":0,"lock":{"backup":{"held":false}},"message":"ok"}}]`

describe('the answer of info', () => {
  test('tells backups with their run, and every digit of the system', () => {
    const read = readInfo(info, 'shop')
    expect(read?.backup.map(one => [one.label, runOf(one)])).toEqual([
      ['20261130-103726F', 'r-abc'],
    ])
    expect(read?.db[0]?.['system-id']).toBe('7713911753652600453')
  })

  test('is read also where a wrong pass phrase left control characters in a message', () => {
    const read = readInfo(
      info.replace('"message":"ok"', '"message":"line 1: \u0012\u001b"'),
      'shop',
    )
    expect(read?.repo[0]?.status.message).toBe('line 1:   ')
  })

  test.each([
    ['another stanza', info, 'other'],
    ['no JSON', 'ERROR: [031]', 'shop'],
    ['a label that leads elsewhere', info.replace('20261130-103726F', '../../etc'), 'shop'],
  ])('is none where it is %s', (_, text, stanza) => {
    expect(readInfo(text, stanza)).toBeUndefined()
  })
})

describe('the list of the archive', () => {
  test('has files by the names of the server, and no other system’s', () => {
    const file = (name: string) => ({ [name]: { type: 'file', size: 1, time: 1796035048 } })
    const sum = '3a1ef750aa65bbc699a33219f4bf247e9f427c88'
    const listed = {
      '.': { type: 'path' },
      ...file(`15-1/0000000100000000/000000010000000000000001-${sum}.gz`),
      ...file('15-1/0000000100000000/000000010000000000000002.00000028.backup'),
      ...file('15-1/00000002.history'),
      ...file(`15-2/0000000100000000/000000010000000000000009-${sum}.gz`),
      ...file('15-1/0000000100000000/000000010000000000000003-half.gz.pgbackrest.tmp'),
      ...file('archive.info'),
    }
    expect([...(readArchived(JSON.stringify(listed), '15-1') ?? [])]).toEqual([
      ['000000010000000000000001', '2026-11-30T10:37:28.000Z'],
      ['000000010000000000000002.00000028.backup', '2026-11-30T10:37:28.000Z'],
      ['00000002.history', '2026-11-30T10:37:28.000Z'],
    ])
    expect(readArchived('', '15-1')).toBeNull()
  })
})

describe('a manifest', () => {
  const manifest = `[backrest]
backrest-format=5

[backup:option]
option-compress-type="lz4"

[backup:target]
pg_data={"path":"/data","type":"path"}
pg_tblspc/16385={"path":"/fast","tablespace-id":"16385","tablespace-name":"fast","type":"link"}

[target:file]
pg_data/PG_VERSION={"checksum":"587b","repo-size":48,"size":3,"timestamp":1796035037}
pg_data/base/1/odd=name={"checksum":"587b","reference":"20261129-103726F","size":3,"timestamp":1796035037}
pg_data/base/1/2={"bni":2,"bno":7,"checksum":"587b","size":3,"timestamp":1796035037}

[target:file:default]
group="postgres"
`

  test('names each file in the folder of its backup, and tablespaces', () => {
    expect(readManifest(manifest, '20261130-103726F')).toEqual({
      paths: [
        '20261130-103726F/pg_data/PG_VERSION.lz4',
        '20261129-103726F/pg_data/base/1/odd=name.lz4',
        '20261130-103726F/bundle/2',
      ],
      files: 3,
      tablespaces: { 16385: '/fast' },
    })
  })

  test('is none without files, or with a line that is not as written', () => {
    expect(readManifest('', 'x')).toBeUndefined()
    expect(readManifest(manifest.replace('{"bni":2,', '{"bni":"2",'), 'x')).toBeUndefined()
  })
})

describe('the report of verify', () => {
  test('tells each part that is not valid', () => {
    const report = readVerifyReport(`stanza: shop
status: error
  archiveId: 15-1, total WAL checked: 3, total valid WAL: 2
    missing: 0, checksum invalid: 0, size invalid: 0, other: 1
  backup: 20261130-103726F, status: invalid, total files checked: 964, total valid files: 963
    missing: 0, checksum invalid: 1, size invalid: 0, other: 0
`)
    expect(report.status).toBe('error')
    expect(report.archives).toMatchObject([
      { name: '15-1', status: 'invalid', checked: 3, valid: 2 },
    ])
    expect(report.backups).toMatchObject([
      {
        name: '20261130-103726F',
        status: 'invalid',
        figures: 'missing: 0, checksum invalid: 1, size invalid: 0, other: 0',
      },
    ])
  })

  test('keeps lines of another form, and misses a status that is not there', () => {
    expect(readVerifyReport('stanza: shop\nstatus: error\n  No usable backup.info file\n')).toEqual(
      {
        status: 'error',
        archives: [],
        backups: [],
        more: ['No usable backup.info file'],
      },
    )
    expect(readVerifyReport('').status).toBeNull()
  })
})
