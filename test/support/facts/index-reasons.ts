/** Reasons against any work on a table's indexes: the rows that the tables share. */
import { refusal } from '#model/refusal'
import type { Reason } from '#test/support/facts/planned'

export const observedOnly: Reason<{ readonly actor: null }> = [
  'on a cluster that is observed only',
  { actor: null },
  refusal(
    'This cluster has no login for ddl: the inventory has no `credentials.ddl`.',
    'Add `credentials.ddl`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
  ),
]

export const besideWork: Reason<{ readonly work: string }> = [
  'beside another that somebody works on',
  { work: 'pid 4711 (psql, active for 3 s)' },
  refusal(
    'pid 4711 (psql, active for 3 s) builds or drops an index of public.users right now, and a second one may end the first by a deadlock.',
    'Wait until that has ended, then ask again.',
    'lock tree',
  ),
]

export const beingBuilt: Reason<{ readonly index: { readonly inProgress: string } }> = [
  'that somebody builds',
  { index: { inProgress: 'built by pid 4711' } },
  refusal(
    'public.users_email_idx is being built by pid 4711.',
    'Wait until that has ended, then ask again.',
    'index list',
  ),
]

export const ownerSuperuser: Reason<{ readonly ownerSuperuser: string }> = [
  'of an owner who is a superuser, even where the acting login may act as the owner',
  { ownerSuperuser: 'app' },
  refusal(
    'app, who owns public.users, is a superuser, and Howdah never acts as one.',
    'Let a superuser give the table to a role that is not a superuser and cannot become one: `ALTER TABLE public.users OWNER TO …`.',
  ),
]

export const ownerLeads: Reason<{ readonly ownerSuperuser: string }> = [
  'of an owner who may become a superuser',
  { ownerSuperuser: 'postgres' },
  refusal(
    'app, who owns public.users, may become postgres, a superuser, and Howdah never acts as one.',
    'Let a superuser give the table to a role that is not a superuser and cannot become one: `ALTER TABLE public.users OWNER TO …`.',
  ),
]

export const ownerOutOfReach: Reason<{ readonly maySetRole: false }> = [
  'of an owner that the acting login may not act as',
  { maySetRole: false },
  refusal(
    'howdah may not act as app, who owns public.users.',
    'Ask an administrator to run: `GRANT app TO howdah WITH INHERIT FALSE, SET TRUE`.',
  ),
]
