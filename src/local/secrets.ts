/** The passwords of local mode: made once, kept with the data. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepFile } from '#local/keep-file'
import { newSigningKey } from '#signing/keys'

export interface LocalSecrets {
  readonly owner: string
  readonly control: string
  readonly application: string
  readonly howdah: string
  /** Of the sample's login that takes base backups. */
  readonly backup: string
  /** Of the sample's login that promotes. */
  readonly ha: string
  /** As `HOWDAH_SIGNING_KEY` wants it. */
  readonly signingKey: string
}

export const localSecrets = (dir: string): LocalSecrets => {
  const file = join(dir, 'secrets.json')
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LocalSecrets) : null
  const fresh = () => randomBytes(16).toString('hex')
  const secrets = {
    owner: fresh(),
    control: fresh(),
    application: fresh(),
    howdah: fresh(),
    backup: fresh(),
    ha: fresh(),
    signingKey: newSigningKey('local'),
    // Data of an older build have some of the secrets.
    ...known,
  }
  keepFile(file, JSON.stringify(secrets))
  return secrets
}
