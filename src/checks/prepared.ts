/**
 * A prepared transaction in words. Such a transaction keeps locks and snapshot, and belongs to no session.
 */
import { seconds } from '#text/figures'

export const preparedLabel = (one: {
  readonly gid: string
  readonly owner: string | null
  readonly seconds: number
}): string =>
  `Prepared transaction “${one.gid}” (${one.owner ?? ''}, prepared ${seconds(one.seconds)} ago)`

export const preparedWay = ({ database }: { readonly database: string | null }): string =>
  `No session can be ended for it: in database ${database ?? ''} say \`COMMIT PREPARED\` or \`ROLLBACK PREPARED\` with this name.`
