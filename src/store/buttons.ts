/** Queries of howdah.button, which holds the meaning of a click. A button carries only the random id. */
import type { Store } from '#store/store'

export interface ButtonRow {
  readonly id: string
  readonly plan_id: string | null
  readonly verb: string
  readonly command: string | null
  readonly fingerprint: string | null
  readonly rendering: string
}

/** The id of this verb in this rendering of this plan; `button.fresh` is used when there is none yet. */
export const planButton = async (
  store: Store,
  button: {
    readonly fresh: string
    readonly plan: string
    readonly verb: string
    /** The command line of the click, for the verb `command`. */
    readonly command: string | null
    readonly rendering: string
  },
): Promise<string> => {
  const { fresh, plan, verb, command, rendering } = button
  const [row] = await store.query<{ id: string }>(
    `insert into howdah.button (id, plan_id, verb, command, fingerprint, rendering)
     select $1, id, $3, $4, fingerprint, $5 from howdah.plan where id = $2
     on conflict (plan_id, verb, rendering) where plan_id is not null do update set rendering = excluded.rendering
     returning id`,
    [fresh, plan, verb, command, rendering],
  )
  if (!row) throw new Error(`no plan ${plan}`)
  return row.id
}

/**
 * Gives the id of a button for this command, in any message: the person is authorised at the click. Rows
 * stay, so that an old message still gets an answer; equal commands share a row.
 */
export const commandButton = async (
  store: Store,
  fresh: string,
  command: string,
): Promise<string> => {
  const [known] = await store.query<{ id: string }>(
    `select id from howdah.button
     where plan_id is null and md5(command) = md5($1) and command = $1 limit 1`,
    [command],
  )
  if (known) return known.id
  await store.query(
    `insert into howdah.button (id, verb, command, rendering) values ($1, 'command', $2, $1)`,
    [fresh, command],
  )
  return fresh
}

export const findButton = async (store: Store, id: string): Promise<ButtonRow | undefined> =>
  (
    await store.query<ButtonRow>(
      'select id, plan_id, verb, command, fingerprint, rendering from howdah.button where id = $1',
      [id],
    )
  )[0]
