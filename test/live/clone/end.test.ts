import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { insertClone, liveClones } from '#store/clones/clones'
import { carryOut } from '#test/support/carry-out'
import { cloneFolders, cloneNamed } from '#test/support/clones'
import { startCloning } from '#test/support/cloning'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'

const { repository, managed, howdah } = await startCloning(
  'create table orders (id int primary key)',
)
const { clones } = repository
const { database } = howdah

describe('clone.end', () => {
  describe('refusal', () => {
    test('refuses a clone that is not there', async () => {
      const told = await hear(
        howdah,
        'olga',
        '/pg clone end shop-clone-7',
        'There is no clone shop-clone-7',
      )
      expect(told).toContain('See which there are.')
    })
  })

  describe('with a clone', () => {
    let moment = ''
    beforeAll(async () => {
      await carryOut(howdah, '/pg backup take')
      const [now] = await managed.query<{ at: string }>(
        database,
        `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at`,
      )
      moment = now?.at ?? ''
    })
    beforeEach(async () => {
      await twoBots(howdah)
      if ((await cloneFolders(clones)).length > 0) return
      await carryOut(howdah, `/pg restore point-in-time to="${moment}"`)
    })

    describe('failure', () => {
      test('leaves the clone alone when a person stops the run before it begins', async () => {
        const plan = await howdah.plan('/pg clone end shop-clone-1')
        await hear(howdah, 'dana', '/pg freeze shop reason=test', 'is frozen')
        await howdah.click('adam', plan, 'approve')
        const parked = await howdah.message(
          one => one.ts === plan.ts && wordsOf(one).includes('Parked.'),
        )
        await howdah.click('adam', parked, 'stop')
        expect(await outcomeOf(howdah, plan)).toBe('cancelled')
        await howdah.say('dana', '/pg thaw shop')
        expect(await cloneFolders(clones)).toEqual(['shop-clone-1 runs'])
      })
    })

    describe('success', () => {
      test('stops the server, removes the files, and takes the clone out of the fleet', async () => {
        await hear(howdah, 'olga', '/pg status cluster=shop-clone-1', 'shop-clone-1')
        await carryOut(howdah, '/pg clone end shop-clone-1')
        expect(await cloneFolders(clones)).toEqual([])
        await expect
          .poll(() => hear(howdah, 'olga', '/pg status cluster=shop-clone-1', 'luster'), {
            timeout: 110_000,
          })
          .toContain('No cluster in the inventory matches.')
      })
    })

    describe('end date', () => {
      test('ends by itself, with the approvals of its restore, also beside an undo that nobody approves', async () => {
        const about = await cloneNamed(clones, 'shop-clone-1')
        const [live] = await liveClones(howdah.store)
        if (!live) throw new Error('no live clone')
        const { name, ...body } = live
        expect(body).toMatchObject({ source: 'shop', run: about.run, place: clones })
        await howdah.store.query(
          `insert into howdah.clone (name, revision, body, signature)
           select name, max(revision) + 1, '{"kind": "ended", "run": null}', 'by hand' from howdah.clone group by name`,
        )
        expect(await liveClones(howdah.store)).toEqual([live])
        await howdah.planned(() => howdah.say('olga', `/pg undo ${live.plan}`))
        const endsAt = new Date(Date.now() - 60_000).toISOString()
        await howdah.store.transaction(tx => insertClone(tx, name, { ...body, endsAt }))
        await expect.poll(() => cloneFolders(clones), { timeout: 200_000 }).toEqual([])
        await howdah.message(one => wordsOf(one).includes('shop-clone-1 ends by itself'))
        await expect.poll(() => liveClones(howdah.store), { timeout: 110_000 }).toEqual([])
        const rows = await howdah.store.query<{ requester: string; via: string }>(
          `select requester, via from howdah.plan join howdah.approval on plan_id = plan.id
           where requester = 'howdah/clones'`,
        )
        expect(rows).toEqual([
          { requester: 'howdah/clones', via: expect.stringContaining('end of p-') as string },
        ])
      })
    })

    describe('kill', () => {
      test.each(profile.points(failpointsOf(1)))(
        'ends with no clone when Howdah is killed at "%s"',
        async point => {
          const plan = await howdah.plan('/pg clone end shop-clone-1')
          expect(await runInto(howdah, point, plan)).toBe('succeeded')
          expect(await cloneFolders(clones)).toEqual([])
        },
        300_000,
      )
    })
  })
})
