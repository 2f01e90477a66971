/** Pipes the COPY of a server into the COPY of a second server, at the pace of the slower server. */
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { explain, sqlstateOf } from '#cluster/clients/postgres/connection'
import type { FencedSession } from '#cluster/drivers/session/session'

type Side = Pick<FencedSession, 'client' | 'where'> & { readonly text: string }

/** Resolves once `into` has all rows. After an error the session of `out` is in the middle of its COPY, and of no more use. */
export const pipeCopy = (out: Side, into: Side): Promise<void> =>
  new Promise((resolve, reject) => {
    const told = (error: unknown, { where }: Side) =>
      sqlstateOf(error) === '57014' ? error : explain(error, where)
    const source = out.client.query(copyTo(out.text))
    const sink = into.client.query(copyFrom(into.text))
    source.on('error', error => {
      reject(told(error, out))
      // The words may hold values, and this message goes into the log of the second server.
      sink.destroy(new Error('the other side failed'))
    })
    sink.on('error', error => reject(told(error, into)))
    sink.on('finish', resolve)
    source.pipe(sink)
  })
