/** Entries that waited on disk are written once, whichever process died over them or writes them now. */
import { createHash } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openLog } from '#audit/log'
import { openSpool } from '#audit/spool/spool'
import { migrate } from '#store/migrate'
import { openStore } from '#store/store'
import { testServer } from '#test/support/postgres'
import { testSigner } from '#test/support/signing'

const server = await testServer()
await server.run('postgres', `create role howdah login password 'h'`, 'create database howdah')
await migrate(server.url('howdah'), 'howdah')
const open = () => openStore(server.url('howdah', 'howdah', 'h'), 'test', testSigner)
const stores = [open(), open()] as const
const top = mkdtempSync(join(tmpdir(), 'howdah-spool-'))
afterAll(async () => {
  await Promise.all(stores.map(store => store.close()))
  rmSync(top, { recursive: true, force: true })
})

let dir = ''
let made = 0
beforeEach(() => {
  made += 1
  dir = join(top, String(made))
  mkdirSync(dir)
})

const said = (what: string) => ({ actor: 'howdah/one', subject: {}, detail: { what } })

const recorded = async (what: string): Promise<number> =>
  (await stores[0].query('select from howdah.audit where body like $1', [`%"what":"${what}%`]))
    .length

const otherSignature = testSigner.sign('spool', { kind: 'plan.approved', said: said('other') })

const logs = () => stores.map(store => openLog({ store, dir }))

describe('the spool', () => {
  test('is written into the record, and nothing of it is left', async () => {
    openSpool(dir, testSigner).add('step.done', said('plain'))
    await logs()[0]?.flush()
    expect(await recorded('plain')).toBe(1)
    expect(readdirSync(dir)).toEqual([])
  })

  test.each([1, 2 ** 22 - 1, process.pid])(
    'that process %d left when it died over it is picked up',
    async pid => {
      const lines = ['a', 'b'].map(what => {
        const line = { kind: 'step.done', said: said(`left ${pid} ${what}`), at: '2026-01-01' }
        return JSON.stringify({ ...line, signature: testSigner.sign('spool', line) })
      })
      writeFileSync(join(dir, `spool.jsonl.${pid}`), `${lines.join('\n')}\n`)
      openSpool(dir, testSigner).add('step.done', said(`new ${pid}`))
      await logs()[0]?.flush()
      expect(await recorded(`left ${pid}`)).toBe(2)
      expect(await recorded(`new ${pid}`)).toBe(1)
      expect(readdirSync(dir)).toEqual([])
    },
  )

  test('is written once by two processes at the same instant', async () => {
    const spool = openSpool(dir, testSigner)
    for (let place = 0; place < 50; place += 1) spool.add('step.done', said(`both ${place}`))
    await Promise.all([...logs(), ...logs()].map(log => log.flush()))
    expect(await recorded('both')).toBe(50)
    expect(readdirSync(dir)).toEqual([])
  })

  test('keeps what it has when the record cannot be written, and writes it later', async () => {
    openSpool(dir, testSigner).add('step.done', said('patient'))
    const away = open()
    await away.close()
    await expect(openLog({ store: away, dir }).flush()).rejects.toThrow(
      'The record cannot be written',
    )
    expect(readdirSync(dir)).toHaveLength(1)
    await logs()[0]?.flush()
    expect(await recorded('patient')).toBe(1)
  })

  test.each<[string, (line: object) => object]>([
    ['without a signature', line => line],
    ['with a signature of another line', line => ({ ...line, signature: otherSignature })],
    ['with a signature of no kind', line => ({ ...line, signature: 7 })],
  ])('has no deed from a line by hand %s: the line is told as it is', async (how, signed) => {
    const line = { kind: 'plan.approved', said: { ...said(how), actor: 'T/U_ADAM' }, at: '2026' }
    writeFileSync(join(dir, 'spool.jsonl'), `${JSON.stringify(signed(line))}\n`)
    await logs()[0]?.flush()
    const rows = await stores[0].query<{ kind: string; actor: string }>(
      `select body::json ->> 'kind' as kind, body::json ->> 'actor' as actor from howdah.audit
       where position($1 in body) > 0`,
      [how],
    )
    expect(rows).toEqual([{ kind: 'spool.forged', actor: 'howdah' }])
  })

  test('hides nothing from the record where it was emptied, or an entry by hand has its key', async () => {
    const [log] = logs()
    const spool = openSpool(dir, testSigner)
    spool.add('step.done', said(`emptied ${made}`))
    const path = join(dir, 'spool.jsonl')
    writeFileSync(path, '')
    const written: string[] = []
    await spool.drain(async ({ said: { subject } }) => void written.push(JSON.stringify(subject)))
    expect(written).toEqual([JSON.stringify(said(`emptied ${made}`).subject)])
    spool.add('step.done', said(`foreseen ${made}`))
    const { signature } = JSON.parse(readFileSync(path, 'utf8')) as { signature: string }
    const next = createHash('sha256').update(signature).digest('hex')
    await stores[0].query(
      `insert into howdah.audit (seq, body, prev, hash, signature)
       select seq + 1, format('{"seq":%s,"detail":{"spoolKey":"%s"}}', seq + 1, $1::text), hash, hash, signature
       from howdah.audit order by seq desc limit 1`,
      [next],
    )
    await log?.flush()
    expect(await recorded(`foreseen ${made}`)).toBe(1)
  })

  test('is said once, however somebody spaces the line, and whatever rows they remove', async () => {
    const spool = openSpool(dir, testSigner)
    spool.add('step.done', said(`twice ${made}`))
    const path = join(dir, 'spool.jsonl')
    const line = readFileSync(path, 'utf8').trimEnd()
    const [log, other] = logs()
    await log?.flush()
    expect(await recorded(`twice ${made}`)).toBe(1)
    await stores[0].query('delete from howdah.seen')
    const turned = Object.fromEntries(Object.entries(JSON.parse(line)).toReversed())
    const copies = [
      line,
      `${line} `,
      JSON.stringify(JSON.parse(line), null, 1).replaceAll('\n', ' '),
    ]
    writeFileSync(path, `${[...copies, JSON.stringify(turned)].join('\n')}\n`)
    await other?.flush()
    expect(await recorded(`twice ${made}`)).toBe(1)
    expect(readdirSync(dir)).toEqual([])
  })

  test('hides nothing behind a file that holds the signature of its line, also from another process', async () => {
    const path = join(dir, 'spool.jsonl')
    // A file of a stranger, which the stranger can read.
    writeFileSync(path, '')
    const [log, other] = logs()
    const spool = openSpool(dir, testSigner)
    spool.add('step.done', said(`signed ${made}`))
    const { signature } = JSON.parse(readFileSync(path, 'utf8')) as { signature: string }
    writeFileSync(join(dir, 'spool.jsonl.0'), `${signature}\n`)
    await other?.flush()
    await log?.flush()
    expect(await recorded(`signed ${made}`)).toBe(1)
  })

  test('reads a file by somebody up to the hundredth of its lines, leaves it there, and goes on', async () => {
    const lines = Array.from({ length: 2_000 }, (_, place) => `by hand ${made} ${place}\n`)
    writeFileSync(join(dir, 'spool.jsonl.0'), lines.join(''))
    writeFileSync(join(dir, 'spool.jsonl.1'), '\n'.repeat(2_000))
    const spool = openSpool(dir, testSigner)
    spool.add('step.done', said(`then ${made}`))
    const written: string[] = []
    await spool.drain(async ({ kind }) => void written.push(kind))
    await spool.drain(async ({ kind }) => void written.push(kind))
    const times = (kind: string) => written.filter(one => one === kind).length
    expect(times('spool.broken')).toBe(100)
    expect(times('spool.unread')).toBe(2)
    expect(times('step.done')).toBeGreaterThan(0)
    expect(readdirSync(dir)).toEqual(['spool.jsonl.0', 'spool.jsonl.1'])
  })

  test('names a hundred of the links that somebody put there, and goes on', async () => {
    const spool = openSpool(dir, testSigner)
    spool.add('step.done', said(`among links ${made}`))
    for (let place = 0; place < 300; place += 1)
      symlinkSync(join(top, 'none'), join(dir, `spool.jsonl.${place}`))
    const written: string[] = []
    await spool.drain(async ({ kind }) => void written.push(kind))
    expect(written.filter(kind => kind === 'spool.unread')).toHaveLength(100)
    expect(written).toContain('step.done')
  })

  test('hands over a line that was cut short as it is, and what follows', async () => {
    writeFileSync(join(dir, 'spool.jsonl'), '{"kind":"step.done","said":{"actor":"half\n')
    openSpool(dir, testSigner).add('step.done', said('after the half'))
    await logs()[0]?.flush()
    expect(await recorded('after the half')).toBe(1)
    const broken = await stores[0].query(
      `select from howdah.audit where body like '%"spool.broken"%' and body like '%half%'`,
    )
    expect(broken).toHaveLength(1)
  })

  test('that leads to a file elsewhere brings nothing of that file into the record', async () => {
    const secret = join(top, `secret ${made}`)
    writeFileSync(secret, 'opensesame\n')
    symlinkSync(secret, join(dir, 'spool.jsonl.elsewhere'))
    linkSync(secret, join(dir, 'spool.jsonl.twice'))
    symlinkSync(secret, join(dir, 'spool.jsonl'))
    openSpool(dir, testSigner).add('step.done', said(`beside ${made}`))
    await logs()[0]?.flush()
    expect(readFileSync(secret, 'utf8')).toBe('opensesame\n')
    expect(
      await stores[0].query(`select from howdah.audit where body like '%opensesame%'`),
    ).toEqual([])
    expect(await recorded(`beside ${made}`)).toBe(1)
  })

  test('writes its own lines, and anchors, beside a folder with the spool’s name', async () => {
    const log = openLog({ store: stores[0], dir })
    mkdirSync(join(dir, 'spool.jsonl.0', 'deep'), { recursive: true })
    const spool = openSpool(dir, testSigner)
    spool.add('step.done', said(`behind ${made}`))
    const path = join(dir, 'spool.jsonl')
    const line = readFileSync(path, 'utf8')
    writeFileSync(path, '')
    const written: string[] = []
    await spool.drain(async ({ kind }) => void written.push(kind))
    expect(written).toEqual(['step.done', 'spool.unread'])
    writeFileSync(path, line)
    await log.flush()
    await log.flush()
    await log.anchor()
    expect(await recorded(`behind ${made}`)).toBe(1)
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(['spool.jsonl.0']))
    expect(readdirSync(dir).some(file => file.startsWith('anchor'))).toBe(true)
    const told = await stores[0].query(
      `select from howdah.audit where body like '%"spool.unread"%' and body like '%"spool.jsonl.0"%'`,
    )
    expect(told).toHaveLength(1)
  })
})
