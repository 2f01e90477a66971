/** Sabotage that a visitor may do to local mode, to test Howdah's promises. */
import { Client } from 'pg'
import type { Bots } from '#local/bots'
import type { Control } from '#local/control'

/** Kills the process that holds a run, so that the take-over can be watched. */
export const killHowdah = async (control: Control, bots: Bots): Promise<void> => {
  const holder = await asOwner(control, async client => {
    const { rows } = await client.query<{ holder: string }>(
      'select holder from howdah.run where ended_at is null and holder is not null limit 1',
    )
    return rows[0]?.holder ?? null
  })
  bots.kill(holder)
}

/** Changes an entry of the record, as a person with the owner's password could. */
export const tamper = (control: Control): Promise<void> =>
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
