/** Advice by what a real server has counted, and the history of the change that follows. */
import { describe, expect, test } from 'vitest'
import type { Answer } from '#model/reply'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { major } from '#test/support/majors'
import { grantSettings } from '#test/support/setting-grants'

const howdah = await startHowdah()
const { managed, database } = howdah
const inProcess = openInProcess(howdah)

const ask = async (text: string): Promise<Answer> => {
  const reply = await inProcess.say(text)
  if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply))
  return reply
}

const linesOf = async (text: string): Promise<string> => (await ask(text)).lines?.join('\n') ?? ''

const patient = { timeout: 110_000, interval: 500 }

/** Each sorts some megabytes on disk. */
const report = async (calls: number): Promise<void> => {
  const client = await managed.connect(database)
  for (let call = 0; call < calls; call += 1)
    await client.query(
      'select /* Report */ count(distinct md5(g::text)) from generate_series(1, 60000) g',
    )
  await client.end()
}

const advised = async (): Promise<string> => {
  await expect.poll(() => linesOf('config advise'), patient).toContain('`work_mem` 4MB →')
  return linesOf('config advise')
}

describe('config advise', () => {
  test('proposes nothing by the values of a formula, nor by counters without traffic', async () => {
    const said = await ask('config advise')
    const lines = said.lines?.join('\n') ?? ''
    expect(lines).toMatch(/there was hardly any traffic \([\d,]+ transactions since 20\d\d-/)
    expect(lines).toMatch(/shop-1 runs on \d+ cores? and [\d.]+ .B\. PGTune/)
    expect(said.table?.rows).toContainEqual(['effective_cache_size', '4GB', '', expect.anything()])
    expect(said.offers).toEqual([])
  })

  test('plans nothing that the command line of the server decides', async () => {
    expect(await linesOf('config advise')).toContain(
      '`fsync` off → on. fsync is off on shop-1 (the server’s command line), and on by default. A crash of the machine may lose the whole database. Expected: PostgreSQL works as it is meant to. It cannot be planned as it is: shop-1 was started with fsync off on its command line, which wins over every file.',
    )
  })

  test('names the statement that spills, and the GRANT without which nothing can be planned', async () => {
    await report(25)
    const lines = await advised()
    expect(lines).toMatch(
      /`work_mem` 4MB → \d+MB\. shop-1 wrote \d+ temporary files, [\d.]+ .B, since .+ \(.+\)\. Report writes [\d.]+ .B with each call, 100 % of what statements of this database write \(25 calls\)\./,
    )
    expect(lines).toContain('GRANT ALTER SYSTEM ON PARAMETER work_mem TO howdah;')
    expect((await ask('config advise')).offers).toEqual([])
  })

  test('plans with the words of the button, and the sort fits into memory afterwards', async () => {
    await grantSettings(managed, database, ['work_mem'])
    const { offers = [] } = await ask('config advise')
    expect(offers.map(({ label }) => label)).toEqual(['Plan work_mem'])
    const proposed = await inProcess.say(offers[0]?.command ?? '')
    if (proposed.kind !== 'proposed') throw new Error(JSON.stringify(proposed))
    const { plan } = proposed.change
    expect(plan.playbook).toBe('config.set')
    expect(plan.reason).toMatch(/^shop-1 wrote \d+ temporary files/)
    await inProcess.drive(await inProcess.approve(plan.id))
    expect((await inProcess.engine.findChange(plan.id))?.outcome).toBe('succeeded')
    const [before] = await temporaryFiles()
    await report(3)
    const client = await managed.connect(database)
    await client.query(
      major >= 15 ? 'select pg_stat_force_next_flush()' : 'select pg_stat_clear_snapshot()',
    )
    await client.end()
    expect(await temporaryFiles()).toEqual([before])
  }, 300_000)

  test('judges nothing by counters from before the change, and sends to its history', async () => {
    expect(await linesOf('config advise')).toMatch(
      /Not judged: work_mem: changed on .+, and the evidence is older\. What it brought is in `config history work_mem`\./,
    )
    const { table } = await ask('config history work_mem')
    expect(table?.rows).toEqual([
      [
        expect.stringMatching(/^work_mem 4MB → \d+MB on shop-1 \(p-\w+\)$/),
        expect.stringMatching(/^Done\. Guarded until 20/),
        'olga, approved by adam',
        expect.stringMatching(/^shop-1 wrote/),
        expect.stringMatching(/^20\d\d-/),
      ],
    ])
  })

  test('has no other change to tell until somebody makes one', async () => {
    expect(await linesOf('config history')).not.toContain('not through Howdah')
    await managed.run(
      'postgres',
      `alter system set work_mem = '5MB'`,
      `alter system set jit = 'off'`,
      'select pg_reload_conf()',
    )
    await expect
      .poll(() => linesOf('config history'), patient)
      .toMatch(
        /work_mem on shop-1 is 5MB \(from ALTER SYSTEM .+\), and `p-\w+` left \d+MB on .+: somebody changed it since/,
      )
    expect(await linesOf('config history jit')).toContain(
      'jit on shop-1 was set to off by ALTER SYSTEM (postgresql.auto.conf, line',
    )
    expect((await ask('config history jit')).title).toBe('jit: no change through Howdah on shop.')
  })
})

const temporaryFiles = () =>
  managed.query<{ files: string }>(
    'postgres',
    'select sum(temp_files)::text as files from pg_stat_database',
  )
