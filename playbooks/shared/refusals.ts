/** Refusals that several playbooks share, in the same words. */
import { type Refusal, refusal } from '#model/refusal'
import { nearest } from '#text/nearest'

export const observedOnly = (): Refusal =>
  refusal(
    'This cluster is observed only: the inventory has no acting credential for it.',
    'Add `credentials.ddl` to the inventory, or run the SQL yourself.',
  )

/** `object` is the owner's object, quoted: `public.users`; `grant` is the missing GRANT. */
export const mayNotActAs = (actor: string, owner: string, object: string, grant: string): Refusal =>
  refusal(
    `${actor} may not act as ${owner}, who owns ${object}.`,
    `Let somebody who may run: \`${grant}\`.`,
  )

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

export const noTableNamed = (typed: string, known: readonly string[]): Refusal => {
  const close = nearest(typed, known)
  return refusal(
    `There is no table ${typed}.`,
    close === undefined
      ? 'Check its schema and spelling, and `database=`.'
      : `Did you mean \`${close}\`?`,
  )
}
