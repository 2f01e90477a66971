import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runCli } from '#main/cli/run-cli'

test.each(['--version', '-v'])(
  'howdah %s tells the version, and needs no configuration',
  async word => {
    const lines: string[] = []
    const say = (line: string) => void lines.push(line)
    const exit = await runCli({
      args: [word],
      env: {},
      speaker: () => ({ login: 'olga', borrowedBy: null }),
      terminal: { out: say, err: say },
    })
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect([exit, lines]).toEqual([0, [`howdah ${version}`]])
  },
)
