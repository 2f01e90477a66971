/** Writes a secret whole or not at all: a start that was interrupted leaves no half of a password. */
import { renameSync, writeFileSync } from 'node:fs'

export const keepFile = (path: string, text: string): void => {
  const half = `${path}.half`
  writeFileSync(half, text, { mode: 0o600 })
  renameSync(half, path)
}
