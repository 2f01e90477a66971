/** The keys of a repository, derived from the secrets of the inventory (HKDF, RFC 5869): a key serves one purpose. */
import { createSecretKey, hkdfSync } from 'node:crypto'
import type { FileKey, RepositoryKeys } from '#model/cluster'
import type { SigningKey } from '#model/configuration'

export const repositoryKeys = (secrets: readonly SigningKey[]): RepositoryKeys => ({
  backups: secrets.map(secret => derivedFor('backups', secret)),
  wal: secrets.map(secret => derivedFor('wal', secret)),
})

/** Of a repository that is not encrypted. */
export const noKeys: RepositoryKeys = { backups: [], wal: [] }

const derivedFor = (purpose: keyof RepositoryKeys, { name, secret }: SigningKey): FileKey => ({
  name: `${name}.${derive(secret, 'name', 8).toString('hex')}`,
  secret: createSecretKey(derive(secret, purpose, 32)),
})

const derive = (secret: Buffer, purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `howdah repository ${purpose} v1`, bytes))
