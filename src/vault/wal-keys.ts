/** The keys of archived WAL as text, for the environment of a clone's server. The text is secret. */
import { createSecretKey } from 'node:crypto'
import type { FileKey } from '#model/cluster'

export const walKeysVariable = 'HOWDAH_WAL_KEYS'

export const writeWalKeys = (keys: readonly FileKey[]): string =>
  keys.map(({ name, secret }) => `${name}:${secret.export().toString('base64url')}`).join(' ')

export const readWalKeys = (text: string): readonly FileKey[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map(one => {
      const [name = '', secret = ''] = one.split(':')
      return { name, secret: createSecretKey(Buffer.from(secret, 'base64url')) }
    })
