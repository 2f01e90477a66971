import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { verifyBackup } from '#cluster/drivers/files/verify-backup'
import { readAbout } from '#cluster/facts/backup/about'
import type { FilesAction } from '#model/actions/files'
import { backupMarks } from '#signing/backup-marks'
import { Failure } from '#src/errors'
import { failpointsOf } from '#src/failpoint'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, oneEnds, outcomeOf, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { archivingServer, backedUpTo, testRepository } from '#test/support/repository'
import { away, faultsIn, flip, lastUsed } from '#test/support/repository-faults'
import { testSigner } from '#test/support/signing'

const repository = testRepository()
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: [
    `create table orders as select n as id, repeat('x', 400) as note from generate_series(1, 20000) n`,
  ],
  cluster: backedUpTo(repository),
})
const marks = backupMarks(testSigner)
const at = (...names: readonly string[]) => join(repository.folder, ...names)
const full = (file: string) => at('backups/full-1', file)

/** Writes WAL, and waits until the file is archived; gives the name. */
const archived = async (): Promise<string> => {
  const [row] = await managed.query<{ name: string }>(
    howdah.database,
    `insert into orders select n, 'y' from generate_series(1, 2000) n returning pg_walfile_name(pg_current_wal_insert_lsn()) as name`,
  )
  const name = row?.name ?? ''
  await managed.run(
    'postgres',
    'select pg_switch_wal()',
    `do $$ begin while not exists (select from pg_stat_archiver where last_archived_wal >= '${name}')
       loop perform pg_sleep(0.05), pg_stat_clear_snapshot(); end loop; end $$`,
  )
  return name
}

/** The message of a plan, which begins without an approval. */
const verifying = async () => {
  const known = new Set(howdah.slack.state.messages.map(({ ts }) => ts))
  await howdah.slack.say('olga', 'db-ops', '/pg backup verify')
  return howdah.message(
    one => !known.has(one.ts) && one.threadTs === null && /p-[0-9a-z]{7}/.test(wordsOf(one)),
    'a plan',
  )
}

const wal: string[] = []

await twoBots(howdah)
const taking = await howdah.plan('/pg backup take')
await howdah.click('adam', taking, 'approve')
await outcomeOf(howdah, taking)
for (let file = 0; file < 3; file += 1) wal.push(await archived())

describe('backup.verify', () => {
  describe('success', () => {
    test('begins without an approval, reads every file and record, and is told of afterwards', async () => {
      const message = await verifying()
      expect(await outcomeOf(howdah, message)).toBe('succeeded')
      const words = wordsOf(await howdah.message(one => one.ts === message.ts))
      expect(words).toMatch(
        /full-1 is whole: [\d,]+ files as in the manifest, and \d+ files of WAL up to [0-9A-F]{24}/,
      )
      expect(await hear(howdah, 'olga', '/pg backup status', 'The newest backup is')).toMatch(
        /full-1, .* old, verified .* ago;/,
      )
      expect(await hear(howdah, 'olga', '/pg backup show', 'Verified ')).toContain(
        'each file was as in the manifest',
      )
    })
  })

  describe('refusal', () => {
    test('refuses a backup that this Howdah did not take', async () => {
      const words = readFileSync(full('backup.json'), 'utf8')
      mkdirSync(at('backups/full-9'))
      writeFileSync(
        at('backups/full-9/backup.json'),
        words.replace('"full-1"', '"full-9"').replace(/,\s*"signature": "[^"]*"/, ''),
      )
      expect(
        await hear(howdah, 'olga', '/pg backup verify', 'full-9 cannot be relied on.'),
      ).toContain('This Howdah did not take it: backup.json has no signature.')
      rmSync(at('backups/full-9'), { recursive: true })
    })
  })

  describe('failure', () => {
    test('fails with the damage in words, changes nothing, and is told of until the next reading', async () => {
      const mend = flip(full('base.tar'), 2_000_000)
      const message = await verifying()
      expect(await outcomeOf(howdah, message)).toBe('failed')
      const words = wordsOf(await howdah.message(one => one.ts === message.ts))
      expect(words).toMatch(/full-1 is not whole: .* in base\.tar is not as the manifest says\./)
      expect(await hear(howdah, 'olga', '/pg backup status', 'Read as a whole')).toContain(
        'and not whole',
      )
      mend()
      expect(await outcomeOf(howdah, await verifying())).toBe('succeeded')
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends once, with the same words, when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        howdah.failAt(point)
        const replaced = oneEnds(howdah).then(() => twoBots(howdah))
        const message = await verifying()
        expect(await outcomeOf(howdah, message)).toBe('succeeded')
        await replaced
        expect(howdah.failed()).toBe(true)
        await expectOneOutcome(howdah, message, 'succeeded')
      },
      300_000,
    )
  })
})

/** The words of a reading of the whole. */
const read = async (tell: (bytes: number, what: string) => void = () => {}): Promise<string> => {
  const about = await readAbout(at('backups/full-1'), marks)
  const action: FilesAction = {
    kind: 'files',
    node: 'shop-1',
    database: 'shop',
    duty: 'observe',
    folder: repository.folder,
    archive: repository.archive,
    backup: 'full-1',
    manifest: about?.about.manifest ?? '',
    way: 'verify',
    deadlineSeconds: 60,
  }
  try {
    return JSON.stringify(await verifyBackup(action, { marks }, { goOn: () => {}, tell }))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return `${error.code}: ${error.message}`
  }
}

describe('a reading of a whole backup', () => {
  const table: (readonly [string, string])[] = []
  afterAll(() => {
    console.log(table.map(row => row.join(': ')).join('\n'))
  })

  test('finds nothing where nothing is wrong', async () => {
    expect(await read()).toMatch(/^\{"files":\d+,"segments":\d+,"last":"[0-9A-F]{24}"\}$/)
  })

  test.each(faultsIn(repository, wal))('finds %s', async (fault, inject, found) => {
    const mend = inject()
    try {
      const told = await read()
      table.push([fault, told])
      expect(told).toMatch(found)
    } finally {
      mend()
    }
  })

  test('says that it does not know where the archive goes away in the middle', async () => {
    let back: (() => void) | undefined
    const told = await read((_, what) => {
      if (what === wal[0]) back ??= away(repository.archive)
    })
    back?.()
    table.push(['the archive away in the middle', told])
    expect(told).toMatch(/^backup\.out-of-reach: .* cannot be read/)
  })

  test('finds each of many flipped bits in a file of WAL', async () => {
    const second = join(repository.archive, wal[1] ?? '')
    const used = lastUsed(second)
    for (let round = 0; round < 6; round += 1) {
      // Spread over the part that has records; the rest of a switched file is never read.
      const mend = flip(second, 40 + Math.floor((round * (used - 40)) / 6))
      const told = await read()
      mend()
      expect(told).toContain(`${wal[1]}: `)
    }
  })

  test('lets the bot answer meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    let turns = 0
    const turn = setInterval(() => (turns += 1), 1)
    void read().then(resolve)
    await promise
    clearInterval(turn)
    expect(turns).toBeGreaterThan(5)
  })

  test('follows the WAL over a change of the timeline, and finds a file missing before it', async () => {
    writeFileSync(join(managed.dataDir, 'standby.signal'), '')
    await managed.restart()
    await managed.run('postgres', 'select pg_promote()')
    const name = await archived()
    expect(name.slice(0, 8)).toBe('00000002')
    expect(await read()).toContain(`"last":"${name}"`)
    const mend = away(join(repository.archive, wal[2] ?? ''))
    const told = await read()
    mend()
    table.push(['WAL missing before a change of the timeline', told])
    expect(told).toContain(`${wal[2]} is missing.`)
  })
})
