/** A signal to one session, sent only while the session is still the approved one. */

import type { Scalar } from '#model/actions/action-kind'
import type { SqlAction } from '#model/actions/sql'

/**
 * `signal` is called on `pid`; `same` is a condition over `values` that holds while the session is still
 * the approved one.
 */
export const signalSession = (
  place: { readonly node: string; readonly database: string },
  signal: string,
  same: string,
  values: readonly Scalar[],
): SqlAction => ({
  kind: 'sql',
  ...place,
  duty: 'maintain',
  role: null,
  statement: `select ${signal} from pg_stat_activity where ${same}`,
  values,
  names: 'catalogue',
  state: {
    // Without pg_monitor even the start of another role's session is hidden.
    text: `select case when exists (select from pg_stat_activity where ${same}) then 'absent'
        when exists (select from pg_stat_activity where pid = $1 and backend_start is null) then 'unknown'
        else 'present' end as state`,
    values,
  },
  repair: null,
  tidy: null,
  again: true,
  locking: 'none',
  deadlineSeconds: 30,
})
