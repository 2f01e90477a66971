/** Queries of howdah.button: what a click means. The button itself carries only the random id. */
import type { Store } from '#store/store'

export interface ButtonRow {
  readonly id: string
  readonly plan_id: string | null
  readonly verb: string
  readonly command: string | null
  readonly fingerprint: string | null
}

/** The id of this verb in this rendering of this plan; `fresh` is used when there is none yet. */
export const planButton = async (
  store: Store,
  fresh: string,
  plan: string,
  verb: string,
  rendering: string,
): Promise<string> => {
  const [row] = await store.query<{ id: string }>(
    `insert into howdah.button (id, plan_id, verb, fingerprint, rendering)
     select $1, id, $3, fingerprint, $4 from howdah.plan where id = $2
     on conflict (plan_id, verb, rendering) where plan_id is not null do update set rendering = excluded.rendering
     returning id`,
    [fresh, plan, verb, rendering],
  )
  if (!row) throw new Error(`no plan ${plan}`)
  return row.id
}

export const commandButton = (store: Store, id: string, command: string) =>
  store.query(
    `insert into howdah.button (id, verb, command, rendering) values ($1, 'command', $2, $1)`,
    [id, command],
  )

export const findButton = async (store: Store, id: string): Promise<ButtonRow | undefined> =>
  (
    await store.query<ButtonRow>(
      'select id, plan_id, verb, command, fingerprint from howdah.button where id = $1',
      [id],
    )
  )[0]
