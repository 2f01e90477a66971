/** The passwords of local mode: made once, kept with the data. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepFile } from '#local/keep-file'

export interface LocalSecrets {
  readonly owner: string
  readonly control: string
  readonly application: string
  readonly howdah: string
}

export const localSecrets = (dir: string): LocalSecrets => {
  const file = join(dir, 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as LocalSecrets
  const fresh = () => randomBytes(16).toString('hex')
  const secrets = { owner: fresh(), control: fresh(), application: fresh(), howdah: fresh() }
  keepFile(file, JSON.stringify(secrets))
  return secrets
}
