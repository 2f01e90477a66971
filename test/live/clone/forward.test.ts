import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { configFile } from '#cluster/drivers/clone/configure'
import { dataOf } from '#cluster/facts/clone/about'
import { clonesIn } from '#cluster/facts/clone/clones-in'
import { failpointsOf } from '#src/failpoint'
import { carryOut } from '#test/support/carry-out'
import { cloneFolders, cloneNamed } from '#test/support/clones'
import { startCloning } from '#test/support/cloning'
import { hear } from '#test/support/hostile'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { archiveAll } from '#test/support/repository'
import { beforeSteps } from '#test/support/restoring/before-steps'
import { expectMovesOn } from '#test/support/restoring/expect-moves-on'
import { stepsIn } from '#test/support/restoring/steps-in'

const { repository, managed, howdah } = await startCloning('create table orders (id int)', {
  autovacuum: 'off',
})
const { clones } = repository
const { database } = howdah

const house = { howdah, managed, clones, archiveAll: () => archiveAll(managed, repository) }

describe('clone.forward', () => {
  describe('refusal', () => {
    test('refuses a clone that is not there', async () => {
      const said = '/pg clone forward shop-clone-7'
      expect(await hear(howdah, 'olga', said, 'There is no clone shop-clone-7 of shop.')).toContain(
        'See which there are.',
      )
    })
  })

  describe('with a clone before six transactions', () => {
    beforeAll(async () => {
      await carryOut(howdah, '/pg backup take')
      await beforeSteps(house)
    })

    describe('success', () => {
      test('replays one transaction more, each time', () => expectMovesOn(house, 'shop-clone-1'))
    })

    describe('kill', () => {
      test.each(profile.points(failpointsOf(1)))(
        'moves on by exactly one transaction when Howdah is killed at "%s"',
        async point => {
          await twoBots(howdah)
          const before = await stepsIn(house, 'shop-clone-1')
          // The clone is small: what is left is enough for each point.
          const plan = await howdah.plan('/pg clone forward shop-clone-1')
          expect(await runInto(howdah, point, plan)).toBe('succeeded')
          const after = await cloneNamed(clones, 'shop-clone-1')
          expect(after).toMatchObject({ moving: null, target: { kind: 'xid' } })
          expect((await stepsIn(house, 'shop-clone-1')) - before).toBeLessThanOrEqual(1)
          expect(await cloneFolders(clones)).toEqual(['shop-clone-1 runs'])
        },
        300_000,
      )
    })

    describe('failure', () => {
      test('is taken for no clone at its moment where the server does not come back', async () => {
        await twoBots(howdah)
        await managed.run(database, 'insert into steps values (7)')
        await archiveAll(managed, repository)
        const plan = await howdah.plan('/pg clone forward shop-clone-1')
        const folder = (await clonesIn(clones))?.[0]?.folder ?? ''
        appendFileSync(join(dataOf(folder), configFile), "max_connections = 'many'\n")
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('failed')
        expect(await cloneFolders(clones)).toEqual(['shop-clone-1 does not run'])
        const shown = await hear(howdah, 'olga', '/pg clone show shop-clone-1', 'It is being moved')
        expect(shown).toContain('it counts for no moment')
        await carryOut(howdah, '/pg clone end shop-clone-1')
        expect(await cloneFolders(clones)).toEqual([])
      })
    })
  })
})
