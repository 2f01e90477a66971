/** Sabotage that a visitor may do to local mode, to test Howdah's promises. */
import { Client } from 'pg'
import type { Bots } from '#local/bots'
import type { Control } from '#local/control'

/** Kills the process that holds a run, so that the take-over can be watched; says which. */
export const killHowdah = async (control: Control, bots: Bots): Promise<string> => {
  const holder = await asOwner(control, async client => {
    const { rows } = await client.query<{ holder: string }>(
      'select holder from howdah.run where ended_at is null and holder is not null limit 1',
    )
    return rows[0]?.holder ?? null
  })
  const killed = bots.kill(holder)
  return holder === killed
    ? `Process ${killed} was killed in the middle of a run. The other one takes over within seconds.`
    : `Process ${killed} was killed. It held no run; the other one goes on, and it is started again.`
}

/** Changes an entry of the record, as a person with the owner's password could; says what to do next. */
export const tamper = (control: Control): Promise<string> =>
  asOwner(control, async client => {
    await client.query('begin')
    await client.query('alter table howdah.audit disable trigger audit_is_append_only')
    const { rowCount } = await client.query(
      `update howdah.audit set body = replace(body, '"howdah', '"nobody')
       where seq = (select max(seq) from howdah.audit where body like '%"howdah%')`,
    )
    if (rowCount === 0) {
      await client.query(
        `update howdah.audit set body = replace(body, '"actor":"', '"actor":"not ') where seq = (select max(seq) from howdah.audit)`,
      )
    }
    await client.query('alter table howdah.audit enable trigger audit_is_append_only')
    await client.query('commit')
    return 'An entry of the record was changed. Say /pg audit verify, or wait a minute for the alarm in #db-reports.'
  })

const asOwner = async <T>(control: Control, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: control.ownerUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
