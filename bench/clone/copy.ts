/** The same restore by hand: `cp -a` of unpacked files, the clone's own settings, and `pg_ctl start` until replay pauses. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { configFile } from '#cluster/drivers/clone/configure'
import { type CloneAbout, dataOf } from '#cluster/facts/clone/about'
import { giveToServers } from '#local/data-root'
import { systemUser } from '#local/postgres/system-user'
import type { CloneHouse } from './house.ts'

const run = promisify(execFile)
const files = [configFile, 'howdah-clone-hba.conf', 'howdah-clone-ident.conf', 'recovery.signal']

/** Unpacks a backup once, for every copy. */
export const unpackTemplate = async (
  { dir, folder }: Pick<CloneHouse, 'dir' | 'folder'>,
  backup: string,
): Promise<string> => {
  const template = join(dir, 'template')
  giveToServers(template)
  await run('tar', ['-xf', join(folder, `backups/${backup}/base.tar`), '-C', template])
  return template
}

export interface CopiedIn {
  /** In seconds. */
  readonly copy: number
  readonly start: number
}

/** Copies the template, and brings the copy to the moment of a clone that is there. */
export const copyAndStart = async (
  template: string,
  { dir, programs }: Pick<CloneHouse, 'dir' | 'programs'>,
  clone: { readonly folder: string; readonly about: Pick<CloneAbout, 'socket'> },
): Promise<CopiedIn> => {
  const [copy, socket] = [join(dir, 'copy'), join(dir, 'socket')]
  rmSync(copy, { recursive: true, force: true })
  giveToServers(socket)
  const began = performance.now()
  await run('cp', ['-a', template, copy])
  const copied = performance.now()
  const [from, log] = [dataOf(clone.folder), join(dir, 'copy.log')]
  for (const name of files) {
    cpSync(join(from, name), join(copy, name))
    const text = readFileSync(join(copy, name), 'utf8')
    const moved = text.replaceAll(from, copy).replaceAll(clone.about.socket, socket)
    writeFileSync(join(copy, name), moved)
  }
  writeFileSync(join(copy, 'postgresql.auto.conf'), '')
  mkdirSync(join(copy, 'pg_wal'), { recursive: true })
  const user = systemUser()
  rmSync(log, { force: true })
  if (user) await run('chown', ['-R', `${user.uid}:${user.gid}`, copy])
  const how = {
    cwd: '/',
    env: { ...process.env, LD_LIBRARY_PATH: join(programs, '../lib'), TZ: 'UTC', LC_ALL: 'C' },
    ...user,
  }
  const control = (...words: readonly string[]) =>
    run(join(programs, 'pg_ctl'), ['-D', copy, ...words], how)
  const logFile = join(copy, 'server.log')
  const starting = performance.now()
  await control('start', '-w', '-l', logFile, '-o', `-c config_file=${join(copy, configFile)}`)
  while (!readFileSync(logFile, 'utf8').includes('pausing at the end of recovery')) await sleep(5)
  const paused = performance.now()
  await control('stop', '-m', 'immediate')
  return { copy: (copied - began) / 1_000, start: (paused - starting) / 1_000 }
}
