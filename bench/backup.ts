/**
 * A base backup and its reading beside PostgreSQL's own programs, on the same server, in turns: `npm run bench:backup --
 * [MB] [turns]`. Programs and server are of the first folder on the PATH that has pg_basebackup, pg_verifybackup, initdb
 * and postgres; without one Howdah's figures stand alone. Fails under 1.0 times for the backup, 0.7 for an encrypted one, and
 * 0.8 for the reading; and where an application's 99th of a hundred latencies is over 1.5 times that of a control, while a
 * backup goes at the pace that its plan names, behind a checkpoint that is spread.
 */
import { execFile } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { openCluster } from '#cluster/cluster'
import { basebackupDriver } from '#cluster/drivers/basebackup/driver'
import { verifyBackup } from '#cluster/drivers/files/verify-backup'
import { readAbout } from '#cluster/facts/backup/about'
import { startPostgres } from '#local/postgres/server'
import { systemUser } from '#local/postgres/system-user'
import type { BasebackupAction } from '#model/actions/basebackup'
import type { RepositoryConfig } from '#model/cluster'
import { backupMarks } from '#signing/backup-marks'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { repositoryKeys } from '#src/vault/keys'
import { clusterOf } from '#test/support/commands/cluster'
import { testSigner } from '#test/support/signing'
import { fillAccounts, p99Beside } from './backup/beside.ts'
import { packed, programs } from './backup/programs.ts'
import { inTurns, middle } from './backup/rounds.ts'

const [megabytes = 400, turns = 3] = process.argv.slice(2).map(Number)
const least = { take: 1, encrypted: 0.7, read: 0.8 }
const most = { beside: 1.5 }
/** MB a second of a backup beside an application. */
const pace = 32

const run = promisify(execFile)
const found = programs()
const dir = mkdtempSync(join(tmpdir(), 'howdah-bench-backup-'))
chmodSync(dir, 0o755)
const folder = join(dir, 'repository')
const archive = join(dir, 'wal')
for (const one of [folder, archive]) mkdirSync(one)
const user = systemUser()
if (user) chownSync(archive, user.uid, user.gid)

const server = await startPostgres({
  dir: join(dir, 'server'),
  native: found && packed(found.home, join(dir, 'native')),
  settings: {
    archive_mode: 'on',
    archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f`,
    shared_preload_libraries: '',
    max_wal_size: '2GB',
    // The least: a spread checkpoint takes half a minute then, and the control has usual checkpoints too.
    checkpoint_timeout: '30s',
  },
})
const marks = backupMarks(testSigner)
const login = { user: 'postgres', password: server.password }
const keys = repositoryKeys(readSigningKeys(newSigningKey('bench')) ?? [])
const opened = (repository: RepositoryConfig) =>
  openCluster(
    clusterOf({
      name: 'bench',
      database: 'postgres',
      databases: ['postgres'],
      credentials: { observe: login, maintain: login, ddl: login, ha: login, backup: login },
      nodes: [{ name: 'bench-1', host: '127.0.0.1', port: server.port }],
      backup: repository,
    }),
    marks,
  )
const cluster = opened({ folder, archive })
const encrypting = opened({ folder, archive, keys })
const never = new AbortController().signal

/** Takes `full-<number>`. */
const take = async (
  number: number,
  system: string,
  isEncrypted: boolean,
  rate: number | null = null,
): Promise<void> => {
  const key = keys.backups[0]?.name
  const action: BasebackupAction = {
    ...(isEncrypted && key !== undefined ? { key } : {}),
    kind: 'basebackup',
    node: 'bench-1',
    database: 'postgres',
    duty: 'backup',
    folder,
    backup: `full-${number}`,
    system,
    // Who sets a pace is gentle with the checkpoint too.
    checkpoint: rate === null ? 'fast' : 'spread',
    rate,
    way: 'take',
    deadlineSeconds: 3_600,
  }
  const hand = await basebackupDriver.take(action, {
    cluster: isEncrypted ? encrypting : cluster,
    run: `r-bench${number}`,
    token: 1,
  })
  await hand.act(action, { stop: never, lost: never })
  await hand.close()
}

const place = (number: number) => join(folder, `backups/full-${number}`)

const read = async (number: number): Promise<void> => {
  const about = await readAbout(place(number), marks)
  await verifyBackup(
    {
      kind: 'files',
      node: 'bench-1',
      database: 'postgres',
      duty: 'observe',
      folder,
      archive,
      backup: `full-${number}`,
      manifest: about?.about.manifest ?? '',
      way: 'verify',
      deadlineSeconds: 3_600,
    },
    { marks, keys },
    { goOn: () => {}, tell: () => {} },
  )
}

/** PostgreSQL's own program, at the same server. */
const own = (program: string, ...args: readonly string[]) =>
  run(join(found?.home ?? '', 'bin', program), args, {
    env: { ...process.env, PGPASSWORD: server.password },
  })

/** As much as Howdah does: sums of each file, and everything on disk at the end. */
const theirs = async (form: 'tar' | 'plain'): Promise<void> => {
  const target = join(dir, form)
  rmSync(target, { recursive: true, force: true })
  await own(
    'pg_basebackup',
    `--dbname=host=127.0.0.1 port=${server.port} user=postgres`,
    `--pgdata=${target}`,
    `--format=${form}`,
    '--wal-method=none',
    '--checkpoint=fast',
    '--manifest-checksums=SHA256',
  )
}

const say = (
  what: string,
  [ours, other]: readonly [number, number | undefined],
  than: string,
  floor: number,
) => {
  const ratio = other === undefined ? undefined : ours / other
  console.log(
    `${what}: ${ours.toFixed(0)} MB/s${ratio === undefined ? '; PostgreSQL’s own program skipped, as it is not on the PATH' : `, ${than} ${other?.toFixed(0)} MB/s: ${ratio.toFixed(2)} times`}`,
  )
  if (ratio !== undefined && ratio < floor) {
    console.error(`bench:backup: ${what} is under ${floor} times.`)
    process.exitCode = 1
  }
}

try {
  const reader = cluster.reader('bench-1', 'postgres')
  const [row] = await reader.read<{ system: string }>(
    'select system_identifier::text as system from pg_control_system()',
  )
  const client = new Client({ connectionString: server.url('postgres') })
  await client.connect()
  await client.query(
    `create table filler as select n, repeat(md5(n::text), 30) as text from generate_series(1, ${megabytes * 1_000}) n`,
  )
  await fillAccounts(client)
  await client.end()
  let number = 0
  const bytes = () => statSync(join(place(number), 'base.tar')).size
  const taking = (isEncrypted: boolean) => async () => {
    if (number > 0) rmSync(place(number), { recursive: true })
    number += 1
    await take(number, row?.system ?? '', isEncrypted)
  }
  console.log(`${turns} turns, the median of each; server ${found?.version ?? 'of npm'}`)
  const [encrypted = 0, plain = 0, other] = await inTurns(turns, bytes, [
    taking(true),
    taking(false),
    ...(found ? [() => theirs('tar')] : []),
  ])
  say('backup.take', [plain, other], 'pg_basebackup', least.take)
  say('backup.take, encrypted', [encrypted, other], 'pg_basebackup', least.encrypted)
  if (found) await theirs('plain')
  await taking(true)()
  const ofEncrypted = number
  number += 1
  await take(number, row?.system ?? '', false)
  const [readEncrypted = 0, readPlain = 0, theirRead] = await inTurns(turns, bytes, [
    () => read(ofEncrypted),
    () => read(number),
    ...(found ? [async () => void (await own('pg_verifybackup', '-n', join(dir, 'plain')))] : []),
  ])
  say('backup.verify', [readPlain, theirRead], 'pg_verifybackup', least.read)
  say('backup.verify, encrypted', [readEncrypted, theirRead], 'pg_verifybackup', least.read)
  const url = server.url('postgres')
  const latencies: Record<'alone' | 'beside', number[]> = { alone: [], beside: [] }
  for (let turn = 0; turn < turns; turn += 1) {
    rmSync(place(number), { recursive: true })
    number += 1
    const began = performance.now()
    latencies.beside.push(
      await p99Beside(url, () => take(number, row?.system ?? '', false, pace * 1_024)),
    )
    const took = performance.now() - began
    latencies.alone.push(await p99Beside(url, () => sleep(took)))
  }
  const [alone, beside] = [middle(latencies.alone), middle(latencies.beside)]
  console.log(
    `an application beside backup.take at ${pace} MB/s and a spread checkpoint: p99 ${beside.toFixed(1)} ms, alone ${alone.toFixed(1)} ms: ${(beside / alone).toFixed(2)} times`,
  )
  if (beside / alone > most.beside) {
    console.error(`bench:backup: the application's p99 is over ${most.beside} times.`)
    process.exitCode = 1
  }
} finally {
  await Promise.all([cluster.close(), encrypting.close()])
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}
