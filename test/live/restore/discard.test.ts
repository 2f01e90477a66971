import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { keepReplaced } from '#cluster/drivers/clone/in-place/keep-replaced'
import type { Replaced } from '#cluster/facts/restore/replaced'
import { failpointsOf } from '#src/failpoint'
import { carryOut } from '#test/support/carry-out'
import { cloneAbout } from '#test/support/facts/restore'
import { hear } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'
import { clonedFrom, testRepository } from '#test/support/repository'

const repository = testRepository()
const managed = await testServer({ ...profile.settings })
await managed.run('postgres', `create role keeper login replication password 'keeper'`)
const howdah = await startHowdah({ managed, cluster: await clonedFrom(repository) })
const kept = join(repository.clones, 'replaced-shop')

/** As a restore in place leaves it. */
const keep = async (state: Replaced['state']): Promise<void> => {
  mkdirSync(join(kept, 'data'), { recursive: true })
  writeFileSync(join(kept, 'data/PG_VERSION'), '18\n')
  await keepReplaced(kept, {
    format: 1,
    cluster: 'shop',
    run: 'r-1234567',
    data: managed.dataDir,
    clone: cloneAbout(),
    state,
    because: null,
    at: '2026-11-30T02:15:00.000Z',
  })
}

const discard = '/pg restore discard over=shop'

describe('restore.discard', () => {
  beforeEach(() => twoBots(howdah))

  describe('refusal', () => {
    test('refuses where nothing is kept, and files that nobody can tell', async () => {
      await hear(howdah, 'olga', discard, 'Nothing is kept of an earlier restore of shop.')
      await keep('under way')
      const told = await hear(howdah, 'olga', discard, 'may be the only files of the server')
      expect(told).toContain('Look there by hand.')
    })
  })

  describe('failure', () => {
    test('follows no link that was put in the place of the kept files', async () => {
      await keep('replaced')
      const plan = await howdah.plan(discard)
      const elsewhere = `${kept}-elsewhere`
      renameSync(kept, elsewhere)
      symlinkSync(elsewhere, kept)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      expect(existsSync(join(elsewhere, 'data/PG_VERSION'))).toBe(true)
      rmSync(kept)
      rmSync(elsewhere, { recursive: true })
    })

    test('leaves files alone that are no more those of the approval', async () => {
      await keep('replaced')
      const plan = await howdah.plan(discard)
      await keep('under way')
      await howdah.click('adam', plan, 'approve')
      const said = await howdah.message(
        one => one.ts === plan.ts && JSON.stringify(one.blocks).includes('Out of date.'),
      )
      expect(JSON.stringify(said.blocks)).toContain('may be the only files of the server')
      expect(existsSync(join(kept, 'data/PG_VERSION'))).toBe(true)
    })
  })

  describe('success', () => {
    test('removes the files and says so', async () => {
      await keep('replaced')
      expect(await carryOut(howdah, discard)).toContain('Nothing is kept of the files')
      expect(existsSync(kept)).toBe(false)
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends with no files when Howdah is killed at "%s"',
      async point => {
        await keep('replaced')
        const plan = await howdah.plan(discard)
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(existsSync(kept)).toBe(false)
      },
      300_000,
    )
  })
})
