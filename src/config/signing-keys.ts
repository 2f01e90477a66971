/** Reads the signing keys of a process: from the environment, or from the file that the environment names. */
import { readFileSync } from 'node:fs'
import type { SigningKey } from '#model/configuration'
import { readSigningKeys } from '#signing/keys'
import { fileTrouble } from '#src/errors'

const form =
  'lines of the form name:key, as `howdah init --new-key` prints them. The first one signs, the others are older ones; no two have one name or one key.'

/** No keys when the environment names none; adds a problem for each key that cannot be read. */
export const signingKeysOf = (
  {
    HOWDAH_SIGNING_KEY: given,
    HOWDAH_SIGNING_KEY_FILE: file,
  }: Readonly<Record<string, string | undefined>>,
  problems: string[],
): readonly SigningKey[] => {
  if (given && file) {
    problems.push('HOWDAH_SIGNING_KEY and HOWDAH_SIGNING_KEY_FILE are both set: set one of them.')
    return []
  }
  const text = file ? readKeyFile(file, problems) : given
  if (!text) return []
  const keys = readSigningKeys(text)
  if (!keys)
    problems.push(`HOWDAH_SIGNING_KEY${file ? '_FILE' : ''} does not hold signing keys: ${form}`)
  return keys ?? []
}

const readKeyFile = (file: string, problems: string[]): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    problems.push(
      `HOWDAH_SIGNING_KEY_FILE names ${file}, which ${fileTrouble(error) ?? 'cannot be read'}. It holds ${form}`,
    )
    return undefined
  }
}
