import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { fetchWal } from '#cluster/clients/host/fetch-wal'

const folder = mkdtempSync(join(tmpdir(), 'howdah-tool-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true }))

/** In the place of pgBackRest: writes the name of the file into the file; knows no file 9, and file 7 is slow. */
const program = join(folder, 'pgbackrest')
writeFileSync(
  program,
  `#!/bin/sh
printf '%s\\n' "$@" >"$0.words"
while [ $# -gt 2 ]; do shift; done
case $1 in
*9) echo 'P00  ERROR: [041]: unable to open the archive.'; exit 41 ;;
*7) sleep 600 ;;
esac
echo "$1" >"$2"
`,
  { mode: 0o755 },
)
const config = join(folder, 'pgbackrest.conf')
writeFileSync(config, '')
// As root, tools run as the owner of the configuration.
if (process.getuid?.() === 0) for (const one of [folder, config]) chownSync(one, 65_534, 65_534)
const stanza = { stanza: 'shop', config, program, host: null }
const file = (number: number) => `00000001000000000000000${number}`

describe('WAL that pgBackRest fetches', () => {
  test('is there file by file, the next one ahead, and gone once it was read', async () => {
    const wal = await fetchWal(stanza, null)
    await wal.fetch(file(1), file(2))
    await wal.drop(file(1))
    await wal.fetch(file(2), undefined)
    expect(readdirSync(wal.folder)).toEqual([file(2)])
    await wal.close()
    expect(existsSync(wal.folder)).toBe(false)
  })

  test('is not there with what pgBackRest said, also where it was fetched ahead', async () => {
    const wal = await fetchWal(stanza, null)
    await wal.fetch(file(1), file(9))
    await expect(wal.fetch(file(9), undefined)).rejects.toMatchObject({
      code: 'wal.not-fetched',
      message: `${file(9)} was not fetched: pgBackRest’s archive-get ended with 41, [041]: unable to open the archive.`,
    })
    await wal.close()
  })

  test('is waited for no longer once nobody reads', async () => {
    const wal = await fetchWal(stanza, '/clone/data')
    await wal.fetch(file(1), file(7))
    await wal.close()
    expect(existsSync(wal.folder)).toBe(false)
  })
})
