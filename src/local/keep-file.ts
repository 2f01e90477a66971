/** Writes a secret completely or not at all: an interrupted start leaves no half password. */
import { renameSync, writeFileSync } from 'node:fs'

export const keepFile = (path: string, text: string): void => {
  const half = `${path}.half`
  writeFileSync(half, text, { mode: 0o600 })
  renameSync(half, path)
}
