/** A failed build with an invalid index that could not be dropped, because an event trigger forbade the drop. */
import { expect, onTestFinished } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'

export const startLeftBehind = async () => {
  const howdah = await startHowdah({
    tables: ['create table twice (id int)', 'insert into twice values (1), (1)'],
  })
  const { managed, database } = howdah
  await managed.run(
    database,
    `create function forbid() returns event_trigger language plpgsql as $$
     begin raise exception 'nobody drops anything today'; end $$`,
  )
  const forbid = () =>
    managed.run(
      database,
      `create event trigger no_drop on ddl_command_start when tag in ('DROP INDEX')
       execute function forbid()`,
    )
  const allow = () => managed.run(database, 'drop event trigger if exists no_drop')
  const offered = (plan: PageMessage): Promise<PageMessage> =>
    howdah.message(
      one => one.ts === plan.ts && JSON.stringify(one.blocks).includes('Try Undo Again'),
      'the offer to try again',
    )
  return {
    howdah,
    drop: 'DROP INDEX CONCURRENTLY public.twice_id_idx',
    allow,
    offered,
    leftBehind: async (): Promise<PageMessage> => {
      await twoBots(howdah)
      await forbid()
      onTestFinished(async () => {
        await allow()
        await managed.run(database, 'drop index if exists twice_id_idx')
      })
      const plan = await howdah.plan('/pg index create twice columns=id unique=yes')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      return offered(plan)
    },
    tryAgain: (plan: PageMessage): Promise<PageMessage> =>
      howdah.planned(() => howdah.click('olga', plan, 'undo')),
  }
}
