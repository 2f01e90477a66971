/** How far a restart has come, as the node says. */
import type { ActionState } from '#model/actions/action-kind'
import { type RestartAction, restartSql } from '#model/actions/replication/restart'
import type { Reader } from '#model/view'

/** A server that began later was restarted, by Howdah or a person. */
type RestartStanding = 'as before' | 'restarted' | 'fell back'

export const restartStanding = async (
  { began, before }: RestartAction,
  read: Reader['read'],
): Promise<RestartStanding> => {
  const [row] = await read<{ began: string; on_before: boolean }>(restartSql.began, [
    JSON.stringify(before),
  ])
  if (!row) throw new Error('a node does not say when its server began')
  if (row.began === began) return 'as before'
  return row.on_before ? 'fell back' : 'restarted'
}

/** Whether WAL flows as before the restart. */
export const replicates = async (
  { streams, followers }: RestartAction,
  read: Reader['read'],
): Promise<boolean> => {
  const [row] = await read<{ recovering: boolean; receives: boolean; followers: number }>(
    restartSql.standing,
    [followers],
  )
  if (row?.recovering) return !streams || row.receives
  return row?.followers === new Set(followers).size
}

export const restartState = async (
  action: RestartAction,
  read: Reader['read'],
): Promise<ActionState> => {
  const standing = await restartStanding(action, read)
  if (standing !== 'restarted') return 'absent'
  return (await replicates(action, read)) ? 'present' : 'partial'
}
