import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { markName } from '#test/support/run/leftovers'

const root = join(import.meta.dirname, '../../..')

export interface VitestRun {
  readonly exitCode: number
  readonly output: string
}

/** Runs the real vitest with this project's reporter and watch over a throw-away folder of test files. */
export const runVitestOn = async (files: Readonly<Record<string, string>>): Promise<VitestRun> => {
  const folder = await mkdtemp(join(tmpdir(), 'howdah-vitest-'))
  try {
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'vitest.config.ts'), config)
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const { [markName]: _, ...environment } = process.env
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], {
      cwd: folder,
      env: { ...environment, NO_COLOR: '1', [markName]: folder },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    await once(child, 'close')
    return { exitCode: child.exitCode ?? 1, output }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const config = `
import { LeftoverWatch } from '${root}/test/support/run/leftover-watch.ts'
import { SummaryReporter } from '${root}/test/support/run/summary-reporter.ts'
const project = name => ({
  test: { name, include: [name + '/*.test.ts'] },
})
export default {
  test: { reporters: [new SummaryReporter(), new LeftoverWatch()], projects: [project('unit'), project('live')] },
}
`
