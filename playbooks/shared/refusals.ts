/** Refusals that several playbooks share, in the same words. */
import type { OwnerReach } from '#cluster/facts/role/privileges'
import type { NoTable } from '#cluster/facts/table/tables'
import { type Refusal, refusal } from '#model/refusal'
import { nearest } from '#text/nearest'

/** Refuses where the inventory names nobody for what has to be done. */
export const noLogin = (duty: 'maintain' | 'ddl' | 'backup' | 'ha'): Refusal =>
  refusal(
    `This cluster has no login for ${duty}: the inventory has no ${duty === 'maintain' ? '`credentials.maintain`, and no `credentials.ddl` in its place' : `\`credentials.${duty}\``}.`,
    `Add \`credentials.${duty}\`: \`howdah init --print-sql\` prints its grants. Or run the SQL yourself.`,
  )

export const noRepository = (cluster: string): Refusal =>
  refusal(
    `The inventory names no repository for backups of ${cluster}.`,
    'Add `backup: { folder: /path }` to the cluster, a folder that Howdah may write.',
  )

/**
 * Refuses where the acting login may not act as the owner, or should not: whoever may act as a superuser is one.
 * `object` is the owner's table, quoted: `public.users`.
 */
export const mayNotActAs = (
  actor: string,
  owner: string,
  object: string,
  { maySetRole, ownerGrant, ownerSuperuser }: OwnerReach,
): Refusal | undefined => {
  if (ownerSuperuser !== null)
    return refusal(
      `${owner}, who owns ${object}, ${ownerSuperuser === owner ? 'is a superuser' : `may become ${ownerSuperuser}, a superuser`}, and Howdah never acts as one.`,
      `Let a superuser give the table to a role that is not a superuser and cannot become one: \`ALTER TABLE ${object} OWNER TO …\`.`,
    )
  return maySetRole
    ? undefined
    : refusal(
        `${actor} may not act as ${owner}, who owns ${object}.`,
        `Ask an administrator to run: \`${ownerGrant}\`.`,
      )
}

/** Since PostgreSQL 15 only the owner may create in `public`. */
export const mayNotCreate = (owner: string, schema: string, grant: string): Refusal =>
  refusal(
    `${owner} may not create anything in schema ${schema}.`,
    `Let the owner of the schema run: \`${grant}\`.`,
  )

/** `being` says what happens to the index right now: `built by pid 4711`. */
export const stillBeing = (index: string, being: string): Refusal =>
  refusal(`${index} is being ${being}.`, 'Wait until that has ended, then ask again.', 'index list')

/** Two such statements can wait for each other, and PostgreSQL ends one by deadlock detection. */
export const anotherWorks = (session: string, table: string): Refusal =>
  refusal(
    `${session} builds or drops an index of ${table} right now, and a second one may end the first by a deadlock.`,
    'Wait until that has ended, then ask again.',
    'lock tree',
  )

/** Refuses a name that several schemas have. */
export const severalNamed = (
  kind: 'table' | 'index',
  typed: string,
  found: readonly { readonly quoted: string }[],
): Refusal =>
  refusal(
    `Several schemas have ${kind === 'index' ? 'an' : 'a'} ${kind} ${typed}.`,
    `Say which: ${found.map(({ quoted }) => `\`${quoted}\``).join(' or ')}.`,
  )

/** `words` is the command to say again with the right name: `index drop`. */
export const noIndexNamed = (typed: string, known: readonly string[], words: string): Refusal => {
  const close = nearest(typed, known)
  return refusal(
    `There is no index ${typed}.`,
    close === undefined ? 'See `index list`.' : `Did you mean \`${close}\`?`,
    close === undefined ? 'index list' : `${words} ${close}`,
  )
}

export const noTableNamed = (
  typed: string,
  known: readonly string[],
  instead: NoTable | null,
): Refusal => {
  if (instead?.kind === 'view')
    return refusal(
      `${instead.quoted} is a view, which has no rows of its own to index.`,
      'Name a table that the view reads.',
    )
  if (instead)
    return refusal(
      `${instead.quoted} is a foreign table: its rows are elsewhere.`,
      'Look at the index where the rows are.',
    )
  const close = nearest(typed, known)
  return refusal(
    `There is no table ${typed}.`,
    close === undefined
      ? 'Check its schema and spelling, and `database=`.'
      : `Did you mean \`${close}\`?`,
  )
}
