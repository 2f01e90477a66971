/** Prints the runs of a house when a test fails: a run that waits for ever is hard to make a second time. */
import { beforeEach } from 'vitest'
import type { Howdah } from '#test/support/howdah'

const runs = `select run.*, plan.state, plan.outcome, plan.body ->> 'headline' as headline, clock_timestamp() as now
  from howdah.run join howdah.plan on plan.id = run.plan_id
  where run.ended_at is null or run.ended_at > clock_timestamp() - interval '10 minutes' order by run.created_at`
const journal = `select run_id, seq, token, kind, step, left(detail::text, 300) as detail, at from howdah.journal
  where run_id in (select id from howdah.run where ended_at is null) order by run_id, seq`
const sessions = `select pid, application_name, state, wait_event_type, wait_event, pg_blocking_pids(pid) as behind,
    clock_timestamp() - state_change as since, left(query, 200) as query from pg_stat_activity where backend_type = 'client backend'`

export const tellOnFailure = ({ store, managed, control }: Howdah): void => {
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      const told = {
        runs: await store.query(runs),
        journal: await store.query(journal),
        claims: await store.query('table howdah.claim'),
        control: await control.query('postgres', sessions),
        managed: await managed.query('postgres', sessions),
      }
      for (const [what, rows] of Object.entries(told))
        console.error(what, ...rows.map(row => `\n  ${JSON.stringify(row)}`))
    })
  })
}
