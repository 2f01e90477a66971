/** The bench of the driver that runs tools: a program in the place of pgBackRest, slow for a slow stanza. */
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { systemUser } from '#local/postgres/system-user'
import { type Place, stillFenced } from '#model/actions/action-kind'
import type { HostAction } from '#model/actions/host/host'
import type { Bench } from '#test/support/drivers/bench'

const program = `#!/bin/sh
case "$*" in
*--stanza=slow*) sleep 600 ;;
*--stanza=gated*)
  echo run >>"$0.runs"
  until [ -e "$0.gate" ]; do sleep 0.1; done
  ;;
*--stanza=refused*)
  echo 'P00  ERROR: [055]: unable to load info file'
  exit 55
  ;;
esac
`

export interface HostBench extends Bench<HostAction> {
  /** A tool that waits until `open`; `runs` tells how often such a tool was begun. */
  gated(): { readonly action: HostAction; readonly open: () => void; readonly runs: () => number }
}

/** Removed after the tests of the file. */
export const hostBench = (place: Place): HostBench => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-tool-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  const [tool, config] = [join(folder, 'tool'), join(folder, 'tool.conf')]
  writeFileSync(tool, program, { mode: 0o755 })
  writeFileSync(config, '')
  // As root, a tool runs as the owner of its configuration.
  const user = systemUser()
  if (user) for (const path of [folder, tool, config]) chownSync(path, user.uid, user.gid)
  let made = 0
  const creating = (stanza: string, more: Partial<HostAction> = {}): HostAction => ({
    kind: 'host',
    ...place,
    stanza: { stanza: `${stanza}${(made += 1)}`, config, program: tool, host: null },
    tool: { tool: 'stanza-create' },
    deadlineSeconds: 60,
    ...more,
  })
  return {
    mark: stillFenced,
    absent: () => creating('shop'),
    slow: () => creating('slow'),
    refused: () => creating('refused'),
    refusedAs: /^tool\.55$/,
    late: () => creating('slow', { deadlineSeconds: 2 }),
    fulfil: null,
    inPieces: null,
    telling: () => null,
    halve: null,
    gated: () => ({
      action: creating('gated'),
      open: () => writeFileSync(`${tool}.gate`, ''),
      runs: () => readFileSync(`${tool}.runs`, 'utf8').trim().split('\n').length,
    }),
  }
}
