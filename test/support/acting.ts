/** Acts on a cluster as a run would, without an engine. */
import { sqlDriver } from '#cluster/drivers/sql/driver'
import type { Hand, Operated, Performed } from '#model/actions/driver'
import type { SqlAction } from '#model/actions/sql'

const never = new AbortController().signal

/** An action that sends `statement` on shop-1, with the rest as `more` says. */
export const sending = (
  database: string,
  statement: string,
  more: Partial<SqlAction> = {},
): SqlAction => ({
  kind: 'sql',
  node: 'shop-1',
  database,
  duty: 'ddl',
  role: null,
  statement,
  values: [],
  state: null,
  repair: null,
  tidy: null,
  again: false,
  locking: 'concurrent',
  deadlineSeconds: 60,
  ...more,
})

/** The hand of a run that nobody else has; not fenced. */
export const handOf = (
  cluster: Operated,
  action: SqlAction,
  run = 'r-0000000',
): Promise<Hand<SqlAction>> => sqlDriver.take(action, { cluster, run, token: 1 })

/** Acts once, and lets go. */
export const actOnce = async (
  cluster: Operated,
  action: SqlAction,
  stop = never,
): Promise<Performed> => {
  const hand = await handOf(cluster, action)
  try {
    return await hand.act(action, { stop, lost: never })
  } finally {
    await hand.close()
  }
}
