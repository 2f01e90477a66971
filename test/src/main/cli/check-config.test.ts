import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCli } from '#main/cli/run-cli'

const dir = mkdtempSync(join(tmpdir(), 'howdah-config-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const check = async (yaml: string, env: Readonly<Record<string, string>> = {}) => {
  const path = join(dir, 'howdah.yaml')
  writeFileSync(path, yaml)
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const exit = await runCli({
    args: ['config', 'check'],
    env: { HOWDAH_CONFIG: path, MAIN_PASSWORD: 'secret', ...env },
    speaker: () => ({ login: 'olga', borrowedBy: null }),
    terminal: { out: say, err: say },
  })
  return { exit, said: lines.join('\n') }
}

const good = `
channels: { ops: C_OPS }
people:
  operators: [U_OLGA, cli/olga]
  approvers: [U_ADAM]
  team: T_SHOP
  aliases: { cli/olga: U_OLGA }
clusters:
  main:
    environment: staging
    url: postgres://howdah:\${env:MAIN_PASSWORD}@db.internal:5432/app
`

describe('howdah config check', () => {
  test('says what a good configuration amounts to, without its secrets', async () => {
    const nobody = good.replace('db.internal:5432', '127.0.0.1:1')
    const { exit, said } = await check(nobody, {
      DATABASE_URL: 'postgres://howdah:hidden@control/h',
    })
    expect(said.split('\n')).toEqual([
      'The configuration can be used: 1 cluster.',
      '- main (staging, self-managed): main-1; databases app; reads with login howdah, changes with login howdah; TLS verify-full',
      'People: operators U_OLGA, cli/olga; approvers U_ADAM; cli/olga is U_OLGA.',
      'Policies: the built-in ones.',
      'Slack: not configured here. Control database: as DATABASE_URL says. HOWDAH_SIGNING_KEY is not set here.',
      'But: main-1 refuses the connection at 127.0.0.1:1: no server listens there, or a firewall refuses it. Start the server, or correct host and port in the inventory; `listen_addresses` has to hold that address.',
    ])
    expect(exit).toBe(0)
  })

  test.each([
    ['database', good.replace('5432/app', '5432/app%0A')],
    ['login', good.replace('//howdah:', '//how%E2%80%8Bdah:')],
  ])('refuses a name of a %s with what cannot be seen', async (what, yaml) => {
    const { exit, said } = await check(yaml)
    expect(said).toContain(
      `clusters.main: the name of a ${what} has a character that cannot be seen, or a line end`,
    )
    expect(exit).toBe(1)
  })

  test('says every problem at once: inventory, environment, Slack', async () => {
    const { exit, said } = await check(
      good.replace('staging', 'stagng').replace('cli/olga: U_OLGA', 'olga: S_DBAS'),
      { DATABASE_URL: 'control:hidden', HEALTH_PORT: 'many', SLACK_BOT_TOKEN: 'xoxb-1' },
    )
    for (const problem of [
      'clusters.main.environment: ',
      'people.aliases.olga: ',
      'DATABASE_URL is not of the form',
      'HEALTH_PORT is not the number of a port.',
      'SLACK_BOT_TOKEN needs SLACK_APP_TOKEN',
    ])
      expect(said).toContain(`\n- ${problem}`)
    expect(said).not.toContain('hidden')
    expect(exit).toBe(1)
  })

  test('says of keys that later versions bring that this one does nothing with them', async () => {
    const { exit, said } = await check(
      `${good}    scratch: db
    scrach: db
    credentials: { maintain: login, switchover: login }
    nodes: [{ name: one, url: "postgres://db.internal", ssh: db.internal }]
`,
    )
    expect(said.split('\n').slice(1)).toEqual([
      '- clusters.main.nodes.0: this version does nothing with `ssh` yet, leave it out',
      '- clusters.main.credentials: Unrecognized key: "switchover"',
      '- clusters.main: this version does nothing with `scratch` yet, leave it out; there is no key `scrach`',
    ])
    expect(exit).toBe(1)
  })

  test('names the login of each duty, and which duties nobody has', async () => {
    const own = (credentials: string) => {
      const nodes = 'nodes: [{ name: one, url: "postgres://127.0.0.1:1" }]'
      const [above = ''] = good.split('    url: ')
      return check(`${above}    databases: [app]\n    ${nodes}\n    credentials: ${credentials}\n`)
    }
    expect(
      (await own('{ observe: "a:1", ddl: "b:2", maintain: "c:3", ha: "d:4", backup: "e:5" }')).said,
    ).toContain(
      'reads with login a, changes with login b, maintains with login c, switches over with login d, backs up with login e; TLS',
    )
    expect((await own('{ observe: "a:1", maintain: "c:3" }')).said).toContain(
      'reads with login a, maintains with login c; TLS',
    )
    expect((await own('{ observe: "a:1" }')).said).toContain(
      'reads with login a, changes nothing; TLS',
    )
  })

  test('names a policy for a playbook that there is not: it would guard nothing', async () => {
    const { exit, said } = await check(
      `${good}policies: [{ playbook: index.crate, approvers: 2 }]\n`,
    )
    expect(said).toContain(
      '- policies: there is no playbook index.crate. Known playbooks: index.create, ',
    )
    expect(exit).toBe(1)
  })

  test.each([
    ['staging', '127.0.0.1'],
    ['sample', 'db.internal'],
    ['production', '127.0.0.1'],
  ])('refuses to talk without TLS to a %s cluster on %s', async (environment, host) => {
    const open = good.replace('staging', environment).replace('db.internal', host)
    expect((await check(`${open}    tls: off\n`)).said).toContain(
      '- clusters.main: `tls: off` is for',
    )
    expect((await check(open)).said).toContain('TLS verify-full')
  })

  test('lets a sample cluster on this very machine do without TLS', async () => {
    const sample = good.replace('staging', 'sample').replace('db.internal', '127.0.0.1')
    expect((await check(sample)).said).toContain('TLS off')
  })

  test('names what is wrong with a maintenance window', async () => {
    const window = '{ days: [sat], from: "25:00", to: "05:00", zone: Europe/Berln }'
    const { said } = await check(`${good}    windows: [${window}]\n`)
    expect(said).toContain('- clusters.main.windows.0.from: write a time of day: 01:00')
    expect(said).toContain('- clusters.main.windows.0.zone: name a time zone: Europe/Berlin')
  })

  test('warns when nobody could ever approve', async () => {
    const alone = good.replace('[U_OLGA, cli/olga]', '[U_ADAM]')
    expect((await check(alone)).said).toContain('But: the only approver is the only operator')
  })
})
