/** The bots' inventory judges, not the one that a caller of the command line brings. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openReviewIds } from '#store/break-glass'
import { cliAs, type Ran } from '#test/support/cli'
import { startHowdah } from '#test/support/howdah'

const people = {
  operators: ['cli/olga', 'cli/tove'],
  approvers: ['cli/adam', 'cli/dana'],
  team: 'T_LOCAL',
}
const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  inventory: { people },
})
await howdah.start()

/** Tove's own inventory, by which Tove may do everything. */
const theirs = (() => {
  const path = howdah.env['HOWDAH_CONFIG'] ?? ''
  const own = join(howdah.recordDir, '..', 'own.json')
  const inventory = JSON.parse(readFileSync(path, 'utf8')) as object
  writeFileSync(
    own,
    JSON.stringify({ ...inventory, people: { ...people, approvers: ['cli/tove'] } }),
  )
  return { ...howdah.env, HOWDAH_CONFIG: own }
})()

/** The bots' inventory with Tove in the place of Adam. */
const ofTove = (): string => {
  const path = howdah.env['HOWDAH_CONFIG'] ?? ''
  const own = join(howdah.recordDir, '..', 'tove.json')
  writeFileSync(own, readFileSync(path, 'utf8').replaceAll('cli/adam', 'cli/tove'))
  return own
}

const run = (login: string, env: Readonly<Record<string, string>>, words: string): Promise<Ran> =>
  cliAs(login, env, ...words.split(' '))

const planOf = ({ out }: Ran): string => /^(p-[0-9a-z]{7}): /m.exec(out)?.[1] ?? ''
const refused = 'Your inventory is not the one that the bots judge by: people.approvers differs.'

describe('an inventory of one’s own', () => {
  test('asks for nothing, decides nothing and thaws nothing', async () => {
    const plan = planOf(await run('olga', howdah.env, 'index create users columns=id'))
    for (const words of [
      'index create users columns=email',
      `plan approve ${plan}`,
      `plan reject ${plan} reason=no`,
      `plan break-glass ${plan} reason=now`,
      'thaw shop',
    ]) {
      const ran = await run('tove', theirs, words)
      expect(ran.err, words).toContain(refused)
      expect(ran.exit).toBe(2)
    }
    await run('olga', howdah.env, `run cancel ${plan}`)
  })

  test('closes no review of a break-glass', async () => {
    const plan = planOf(await run('olga', howdah.env, 'index create users columns=email'))
    await run('adam', howdah.env, `plan break-glass ${plan} reason=now`)
    const ran = await run('tove', theirs, `plan review ${plan} note=looked`)
    expect(ran.err).toContain(refused)
    expect(await openReviewIds(howdah.store)).toContain(plan)
  })

  test('becomes the bots’ by no entry by hand, also under a signature of theirs', async () => {
    const plan = planOf(await run('olga', howdah.env, 'index create users columns=email,id'))
    await run('adam', howdah.env, `plan break-glass ${plan} reason=now`)
    await howdah.store.query(
      `insert into howdah.audit (seq, body, prev, hash, signature)
       select last.seq + 1, jsonb_set(c.body::jsonb, '{seq}', to_jsonb(last.seq + 1))::text, last.hash, c.hash, c.signature
       from (select * from howdah.audit where body like '%"kind":"config.changed"%' order by seq limit 1) c,
         (select * from howdah.audit order by seq desc limit 1) last`,
    )
    await howdah.store.query(
      `insert into howdah.audit (seq, body, prev, hash, signature)
       select last.seq + 1, replace(c.body, 'cli/adam', 'cli/tove'), last.hash, c.hash, c.signature
       from (select * from howdah.audit where body like '%"kind":"config.changed"%' order by seq limit 1) c,
         (select * from howdah.audit order by seq desc limit 1) last`,
    )
    const forged = { ...howdah.env, HOWDAH_CONFIG: ofTove() }
    const ran = await run('tove', forged, `plan review ${plan} note=looked`)
    expect(ran.err).toContain('Your inventory is not the one that the bots judge by')
    expect(await openReviewIds(howdah.store)).toContain(plan)
  })

  test('may look, and may freeze', async () => {
    for (const words of ['run list', 'index list', 'audit show']) {
      const looked = await run('tove', theirs, words)
      expect(looked.exit, words).toBe(0)
      expect(looked.err, words).toContain(`Note: ${refused} This answer is by yours.`)
    }
    expect((await run('olga', howdah.env, 'run list')).err).toBe('')
    expect((await run('tove', theirs, 'freeze shop reason=careful')).exit).toBe(0)
    expect((await run('olga', howdah.env, 'thaw shop')).exit).toBe(0)
  })

  test('without the signing key is of no use, and that is said', async () => {
    const { HOWDAH_SIGNING_KEY: _, ...keyless } = howdah.env
    const ran = await run('olga', keyless, 'index create users columns=id,email')
    expect(ran.err).toContain('HOWDAH_SIGNING_KEY is missing')
  })
})
