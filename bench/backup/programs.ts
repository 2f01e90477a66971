/** PostgreSQL's own programs, and the server of the same version, from the first folder on the PATH that has all. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const wanted = ['initdb', 'postgres', 'pg_basebackup', 'pg_verifybackup']

export const programs = (): { readonly home: string; readonly version: string } | undefined => {
  const bin = (process.env['PATH'] ?? '')
    .split(':')
    .find(folder => wanted.every(name => existsSync(join(folder, name))))
  if (bin === undefined) return undefined
  const said = execFileSync(join(bin, 'pg_basebackup'), ['--version'], { encoding: 'utf8' })
  return { home: dirname(bin), version: /\d+(\.\d+)?/.exec(said)?.[0] ?? '' }
}

/** The programs as `startPostgres` takes a package: a folder of links, with nothing left to link. */
export const packed = (home: string, native: string): string => {
  mkdirSync(native)
  for (const part of ['bin', 'lib']) symlinkSync(join(home, part), join(native, part))
  writeFileSync(join(native, 'pg-symlinks.json'), '[]')
  return native
}
