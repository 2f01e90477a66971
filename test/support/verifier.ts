/** The stand-alone verifier in a folder of its own, and records that the log itself could have written. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type ChainedEntry, chained, type Entry } from '#audit/entry'
import { genesis } from '#audit/head'
import { testSigner } from '#test/support/signing'

const dir = mkdtempSync(join(tmpdir(), 'howdah-verify-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

// The copies lie outside the tree, because the verifier must need no other file of the tree.
const program = join(dir, 'verify-cli.ts')
for (const name of ['verify-cli.ts', 'verify-chain.ts'])
  copyFileSync(join(import.meta.dirname, '../../src/audit', name), join(dir, name))

export const entry = (seq: number, actor = 'T_SHOP/U_OLGA'): Entry => ({
  v: 1,
  seq,
  at: new Date(Date.UTC(2026, 10, 23, 12, 0, seq)).toISOString(),
  kind: 'plan.proposed',
  actor,
  subject: { plan: `p-000000${seq}` },
  detail: { reason: 'naïve “quotes”, \u2028 and \\ too', ticket: null, minutes: 1.5 },
})

export const chain = (entries: readonly Entry[]): readonly ChainedEntry[] => {
  const all: ChainedEntry[] = []
  for (const one of entries) all.push(chained(one, all.at(-1)?.hash ?? genesis, testSigner))
  return all
}

export const honest = chain([1, 2, 3, 4, 5].map(seq => entry(seq)))
/** Unsigned. */
export const anchors = `${honest[2]?.seq} ${honest[2]?.hash} 2026-11-23T12:00:03.000Z\n5 ${honest[4]?.hash} 2026-11-23T12:00:05.000Z\n`

export const written = (name: string, text: string): string => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}

export const exported = (entries: readonly ChainedEntry[]): string =>
  written('record.jsonl', entries.map(one => `${JSON.stringify(one)}\n`).join(''))

export const verify = (...files: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...files], {
    cwd: dir,
    encoding: 'utf8',
  })
  return { exit: status, said: `${stdout}${stderr}`.trim() }
}
