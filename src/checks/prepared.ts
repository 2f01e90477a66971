/** A transaction that was prepared, in words: it keeps its locks and its snapshot, and no session has it. */
import { seconds } from '#text/figures'

export const preparedLabel = (one: {
  readonly gid: string
  readonly owner: string | null
  readonly seconds: number
}): string =>
  `Prepared transaction “${one.gid}” (${one.owner ?? ''}, prepared ${seconds(one.seconds)} ago)`

export const preparedWay = ({ database }: { readonly database: string | null }): string =>
  `No session can be ended for it: in database ${database ?? ''} say \`COMMIT PREPARED\` or \`ROLLBACK PREPARED\` with this name.`
