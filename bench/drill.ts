/**
 * The forecast of a restore beside what the restore took, over ten drills of different sizes: `npm run bench:drill`. Each
 * forecast is made of the drills before. Fails where more than one is outside of 0.75 to 1.25 times.
 */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { openCluster } from '#cluster/cluster'
import { readAbout } from '#cluster/facts/backup/about'
import { binaries } from '#local/postgres/binaries'
import { startPostgres } from '#local/postgres/server'
import { systemUser } from '#local/postgres/system-user'
import type { DrillFigures } from '#model/drill/drill'
import { forecastOf } from '#model/drill/forecast'
import { backupMarks } from '#signing/backup-marks'
import { clusterOf } from '#test/support/commands/cluster'
import { testSigner } from '#test/support/signing'
import { drillOnce, takeBackup } from './drill/cycle.ts'

/** MB of a table, in no order: a forecast goes up and down. */
const sizes = [40, 160, 20, 100, 60, 200, 80, 140, 30, 120]
const within = [0.75, 1.25] as const

const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-drill-'))
chmodSync(dir, 0o755)
const [folder, archive, clones] = ['repository', 'wal', 'clones'].map(name => join(dir, name)) as [
  string,
  string,
  string,
]
const user = systemUser()
for (const one of [folder, archive, clones]) {
  mkdirSync(one)
  if (user && one !== folder) chownSync(one, user.uid, user.gid)
}
const server = await startPostgres({
  dir: join(dir, 'server'),
  settings: {
    archive_mode: 'on',
    archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f`,
    shared_preload_libraries: '',
    max_wal_size: '2GB',
  },
})
const marks = backupMarks(testSigner)
const login = { user: 'postgres', password: server.password }
const cluster = openCluster(
  clusterOf({
    name: 'bench',
    database: 'postgres',
    databases: ['postgres'],
    credentials: { observe: login, maintain: login, ddl: login, ha: login, backup: login },
    nodes: [{ name: 'bench-1', host: '127.0.0.1', port: server.port }],
  }),
  marks,
)
const house = { cluster, folder, archive, clones, programs: join(await binaries(), 'bin') }

const restoring = ({ unpackSeconds, startSeconds, replaySeconds }: DrillFigures): number =>
  unpackSeconds + startSeconds + replaySeconds

const client = new Client({ connectionString: server.url('postgres') })
await client.connect()
try {
  const { rows } = await client.query<{ system: string }>(
    'select system_identifier::text as system from pg_control_system()',
  )
  const system = rows[0]?.system ?? ''
  const earlier: DrillFigures[] = []
  let outside = 0
  for (const [at, megabytes] of sizes.entries()) {
    const filler = `select n, repeat(md5(n::text), 30) as text from generate_series(1, ${megabytes * 1_000}) n`
    await client.query('drop table if exists filler')
    await client.query(`create table filler as ${filler}`)
    await takeBackup(house, at + 1, system)
    // A quarter of the size once more as WAL.
    await client.query(`create table if not exists later (like filler)`)
    await client.query(`insert into later select * from filler where n <= ${megabytes * 250}`)
    const about = await readAbout(join(folder, `backups/full-${at + 1}`), marks)
    const figures = await drillOnce(house, at + 1, { system, about: about?.about, client })
    const forecast = forecastOf(earlier.map(one => ({ figures: one })).toReversed(), figures, 0)
    const measured = restoring(figures)
    const ratio = forecast && (forecast.whole - forecast.check) / measured
    if (ratio !== null && (ratio < within[0] || ratio > within[1])) outside += 1
    console.log(
      `${Math.round(figures.bytes / 1_024 ** 2)} MB and ${Math.round(figures.walBytes / 1_024 ** 2)} MB of WAL: restored in ${measured.toFixed(2)} s${ratio === null ? '' : `, forecast ÷ measured ${ratio.toFixed(2)}`}`,
    )
    earlier.push(figures)
    rmSync(join(folder, `backups/full-${at + 1}`), { recursive: true })
  }
  if (outside > 1) {
    console.error(`bench:drill: ${outside} forecasts are outside of ${within.join(' to ')} times.`)
    process.exitCode = 1
  }
} finally {
  await client.end()
  await cluster.close()
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}
