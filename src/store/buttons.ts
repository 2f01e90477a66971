/** Queries of howdah.button, which holds the meaning of a click. A button carries only the random id. */
import type { Genuineness } from '#model/record/genuineness'
import { genuineRows } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface ButtonRow {
  readonly id: string
  readonly plan_id: string | null
  readonly verb: string
  readonly command: string | null
  readonly fingerprint: string | null
  readonly rendering: string
  /** Whether Howdah made the button, and made it mean this. */
  readonly genuine: Genuineness
}

interface Meaning {
  readonly id: string
  readonly plan: string | null
  readonly verb: string
  readonly command: string | null
  readonly rendering: string
}

const signedOf = ({ id, plan, verb, command, rendering }: Meaning): object => ({
  id,
  plan,
  verb,
  command,
  rendering,
})

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
    `insert into howdah.button (id, plan_id, verb, command, fingerprint, rendering, signature)
     select $1, id, $3, $4, fingerprint, $5, $6 from howdah.plan where id = $2
     on conflict (plan_id, verb, rendering) where plan_id is not null do update set rendering = excluded.rendering
     returning id`,
    [
      fresh,
      plan,
      verb,
      command,
      rendering,
      store.signer.sign('button', signedOf({ ...button, id: fresh })),
    ],
  )
  if (!row) throw new Error(`no plan ${plan}`)
  return row.id
}

/**
 * Gives the id of a button for this command, in any message: the person is authorised at the click. Equal
 * commands of a month share a row, which stays for its time, so that an old message still gets an answer.
 */
export const commandButton = async (
  store: Store,
  fresh: string,
  command: string,
): Promise<string> => {
  const [genuine] = await genuineRows<Kept & { readonly place: number }>(
    store,
    (after, size) => [
      `select ${columns}, ($2::int + row_number() over ())::float8 as place
       from (select * from howdah.button where plan_id is null and md5(command) = md5($1) and command = $1
         and created_at > clock_timestamp() - interval '30 days'
         order by created_at desc offset $2 limit $3) button
       order by created_at desc`,
      [command, after ?? 0, size],
    ],
    row => checked(store, row).genuine === 'genuine',
    { most: 1, within: lookedAtMost },
  )
  if (genuine) return genuine.id
  const meaning = { id: fresh, plan: null, verb: 'command', command, rendering: fresh }
  await store.query(
    `insert into howdah.button (id, verb, command, rendering, signature)
     values ($1, 'command', $2, $1, $3)`,
    [fresh, command, store.signer.sign('button', signedOf(meaning))],
  )
  return fresh
}

/** Rows by hand with the same command; behind more of them a fresh row is made. */
const lookedAtMost = 2_000

export const findButton = async (store: Store, id: string): Promise<ButtonRow | undefined> => {
  const [row] = await store.query<Kept>(`select ${columns} from howdah.button where id = $1`, [id])
  return row && checked(store, row)
}

export const buttonMadeAt = async (store: Store, id: string): Promise<Date | undefined> =>
  (
    await store.query<{ at: Date }>('select created_at as at from howdah.button where id = $1', [
      id,
    ])
  )[0]?.at

/** When the newest button with `mark` in its command was made, where that was after this button; else null. */
export const newerButton = async (store: Store, id: string, mark: string): Promise<Date | null> => {
  const rows = await store.query<Kept & { readonly at: Date }>(
    `select ${columns}, created_at as at from howdah.button
     where plan_id is null and created_at > (select created_at from howdah.button where id = $1)
       and position($2 in command) > 0
     order by created_at desc limit 20`,
    [id, mark],
  )
  return rows.find(row => checked(store, row).genuine === 'genuine')?.at ?? null
}

type Kept = Omit<ButtonRow, 'genuine'> & { readonly signature: string | null }

const columns = 'id, plan_id, verb, command, fingerprint, rendering, signature'

const checked = (store: Store, { signature, ...row }: Kept): ButtonRow => ({
  ...row,
  genuine: store.signer.check('button', signedOf({ ...row, plan: row.plan_id }), signature),
})
