/** Why nothing is tried, and an objection to the trial itself told from an objection to the wish. */
import type { Objection, View } from '#model/view'
import { Failure } from '#src/errors'
import { fewOf } from '#text/figures'

/** The trial says nothing about the wish. */
export interface Untried {
  readonly kind: 'untried'
  /** The end of a sentence, without its full stop. */
  readonly because: string
  /** What the reader has to do or to expect, in whole sentences. */
  readonly way: string
}

/** The statement of the trial at which PostgreSQL objected. */
export type Reached = 'table' | 'index'

const untried = (because: string, way: string): Untried => ({ kind: 'untried', because, way })

export const tooManyRights = untried(
  'the observing login has the rights of its owner, and nothing runs with those before an approval',
  'Give `credentials.observe` a login without them.',
)

/** Never seen: each statement comes from `createIndexStatement` or the catalogue. */
export const unread = untried(
  'its expressions could not be told apart',
  'Only the build will tell.',
)

/** A body in SQL may hold calls of constants, which a plan computes. */
export const inPlace = (names: readonly string[]): Untried =>
  untried(
    `PostgreSQL may put the SQL of ${fewOf(names.map(name => `\`${name}\``))} in place of the call and compute it, and nothing of the database runs before an approval`,
    'Only the build will tell.',
  )

/** An event trigger would run for the trial as for the build, so nothing is tried beside an event trigger. */
export const keptFromTrying = async (view: View): Promise<Untried | undefined> => {
  const [trigger] = await view.primary.read<{ name: string; build: boolean }>(eventTriggers)
  return (
    trigger &&
    untried(
      `the event trigger ${trigger.name} would run, and nothing of the database runs before an approval`,
      trigger.build
        ? 'The build meets that event trigger, as the acting login and with CONCURRENTLY.'
        : 'Only the build will tell.',
    )
  )
}

// A trigger of a library is code of the server, as a hook is.
const eventTriggers = `select evtname as name, evttags is null or 'CREATE INDEX' = any(evttags) as build
from pg_event_trigger join pg_proc p on p.oid = evtfoid join pg_language l on l.oid = p.prolang
where evtenabled in ('O', 'A') and evtevent like 'ddl\\_command\\_%' and l.lanname not in ('c', 'internal')
  and (evttags is null or evttags && array['CREATE TABLE', 'CREATE VIEW', 'CREATE INDEX'])
order by build desc, evtname limit 1`

const ownLimits = 'The build has the limits of the acting login.'

/** A lock, a cancel or a limit of the observing login, of which the build has its own. */
export const limited = (error: unknown): Untried => {
  if (error instanceof Failure && error.code === 'cluster.crowded')
    return untried(error.message.replace(/\.$/, ''), error.instead)
  if (error instanceof Failure && /^sql\.(53400|55P03|57014)$/.test(error.code))
    return untried(`PostgreSQL says: ${error.message.replace(/\.$/, '')}`, ownLimits)
  throw error
}

/** Undefined for an objection to the wish. `anyIndex` tries an index that has nothing of the wish. */
export const notAboutTheWish = async (
  view: View,
  objection: Objection,
  trial: { readonly reached: Reached; readonly anyIndex: () => Promise<{ readonly kind: string }> },
): Promise<Untried | undefined> => {
  const { code, message, raised } = objection
  const said = raised ? `SQLSTATE ${code}` : message
  if (trial.reached === 'table')
    return code === '42501' && !raised
      ? untried(
          `PostgreSQL says: ${message}`,
          `The observing login needs TEMPORARY on ${view.database}.`,
        )
      : untried(`not even a temporary table could be made (${said})`, 'Only the build will tell.')
  const other = await trial.anyIndex().catch(limited)
  if (other.kind !== 'built')
    return untried(
      `any index on a temporary table is refused here (${said})`,
      'Only the build will tell.',
    )
  return code === '42501' && !raised
    ? untried(`PostgreSQL says: ${message}`, 'The observing login needs what the expression uses.')
    : undefined
}
