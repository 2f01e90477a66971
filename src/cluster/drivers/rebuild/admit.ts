/** The line of pg_hba.conf by which a first replica may receive WAL. */
import { basename, dirname } from 'node:path'
import type { Rebuilding } from '#cluster/drivers/rebuild/working'
import { writeWhole } from '#cluster/drivers/switchover/auto-conf'
import { readOnlyNamed } from '#cluster/facts/backup/plain-file'
import { serverOf } from '#cluster/facts/clone/server-of'
import type { RebuildAction } from '#model/actions/replication/rebuild'
import { Failure } from '#src/errors'

/** In bytes. */
const longest = 1_024 ** 2

type Where = Pick<Rebuilding, 'action'>

export const admitReplica = ({ action }: Where): Promise<void> =>
  rewrite(action, (lines, line) => (lines.includes(line) ? lines : [...lines, line]))

export const withdrawReplica = ({ action }: Where): Promise<void> =>
  rewrite(action, (lines, line) => lines.filter(one => one !== line))

const rewrite = async (
  { node, fresh }: RebuildAction,
  change: (lines: readonly string[], line: string) => readonly string[],
): Promise<void> => {
  if (!fresh?.admits) return
  const { file, line } = fresh.admits
  const before = (await readOnlyNamed(file, longest))?.toString('utf8')
  if (before === undefined)
    throw new Failure(
      'rebuild.hba',
      `${file} of ${node} is no plain file that Howdah may write.`,
      `Add this line by hand and have ${node} read it: \`${line}\`.`,
    )
  const lines = before.replace(/\n$/, '').split('\n')
  const after = change(lines, line)
  if (after.length === lines.length) return
  await writeWhole(dirname(file), basename(file), `${after.join('\n')}\n`)
  const server = await serverOf(fresh.like)
  if (server !== null) process.kill(server, 'SIGHUP')
}
