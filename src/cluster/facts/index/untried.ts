/** Tells an objection to the trial itself, such as an event trigger's, from an objection to the wish. */
import type { Objection, View } from '#model/view'
import { Failure } from '#src/errors'

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

const ownLimits = 'The build has the limits of the acting login.'

/** A lock, a cancel or a limit of the observing login, of which the build has its own. */
export const limited = (error: unknown): Untried => {
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
  const { code, context, message, raised } = objection
  const said = raised ? `SQLSTATE ${code}` : message
  const trigger = context === null ? undefined : await triggerIn(view, context)
  if (trigger !== undefined)
    return untried(
      `the event trigger ${trigger} refuses it to the trial (${said})`,
      'The build meets that event trigger too, as the acting login and with CONCURRENTLY.',
    )
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

/** The event trigger whose function was running. */
const triggerIn = async (view: View, context: string): Promise<string | undefined> => {
  const triggers = await view.primary.read<{ name: string; function: string }>(eventTriggers)
  const lines = context.split('\n')
  return triggers.find(one =>
    [` ${one.function}()`, `.${one.function}()`].some(called =>
      lines.some(line => line.includes(`${called} line `)),
    ),
  )?.name
}

const eventTriggers = `select evtname as name, quote_ident(proname) as function
from pg_event_trigger join pg_proc p on p.oid = evtfoid
where evtenabled in ('O', 'A') and evtevent like 'ddl\\_command\\_%' order by evtname`
