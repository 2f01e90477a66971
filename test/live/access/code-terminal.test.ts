/** One-time codes on the terminal: asked for without showing the typed digits, and never an argument. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clockOf } from '#store/store'
import { cliAs } from '#test/support/cli'
import { freshCodes, secretIn } from '#test/support/coding'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { programEnv } from '#test/support/program-env'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: {
    people: {
      operators: ['U_OLGA'],
      approvers: ['U_ADAM', 'cli/eve', 'cli/adam'],
      aliases: { 'cli/adam': 'U_ADAM' },
    },
    policies: [{ playbook: 'index.create', code: true }],
  },
})
const house = openInProcess(howdah)

const program = join(import.meta.dirname, '../../support/cli-as.ts')

const noScript = spawnSync('script', ['--version']).status !== 0

/** A terminal of its own, by util-linux's `script`; types when asked. Gives all that the terminal shows. */
const atTerminal = (words: string, typed: () => Promise<string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const line = `${process.execPath} ${program} eve ${words}`
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      env: { ...programEnv(), ...howdah.env },
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: 110_000,
    })
    let shown = ''
    let asked = false
    child.stdout.on('data', (part: Buffer) => {
      shown += part.toString()
      if (asked || !shown.includes('One-time code:')) return
      asked = true
      typed().then(code => child.stdin.write(`${code}\r`), reject)
    })
    child.once('error', reject)
    child.once('close', () => resolve(shown))
  })

describe('a one-time code at a terminal', () => {
  test.skipIf(noScript)(
    'is asked for, typed unseen, and lets an approval count (needs script of util-linux)',
    async () => {
      const { out } = await cliAs('eve', howdah.env, 'access', 'enrol')
      const secret = secretIn(out)
      const fresh = freshCodes(secret, () => clockOf(howdah.store))
      let code = ''
      const confirmed = await atTerminal('access confirm', async () => {
        code = await fresh()
        return code
      })
      expect(confirmed).toContain('Your one-time code works from now on')
      expect(confirmed).not.toContain(code)

      const reply = await house.say('index create users columns=id')
      if (reply.kind !== 'proposed') throw new Error(reply.kind)
      const { id } = reply.change.plan
      const approved = await atTerminal(`plan approve ${id}`, fresh)
      expect(approved).toContain('. It starts unless')
    },
  )

  test('is no line of a program, and its secret is shown to nobody there whom Slack knows', async () => {
    const reply = await house.say('index create users columns=id name=other')
    if (reply.kind !== 'proposed') throw new Error(reply.kind)
    const { id } = reply.change.plan
    const { exit, err } = await cliAs('eve', howdah.env, 'plan', 'approve', id)
    expect([exit, err]).toEqual([2, expect.stringMatching(/there is no terminal|you have none/)])
    expect((await house.engine.findChange(id))?.state).toBe('pending')
    const adam = await cliAs('adam', howdah.env, 'access', 'enrol')
    expect(adam.err).toContain('The secret is shown in a direct message only.')
  })
})
