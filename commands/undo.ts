import { z } from 'zod'
import type { Change } from '#model/change'
import { answers } from '#model/command'
import { line } from '#model/input'
import { type Answer, answer } from '#model/reply'
import { writeCommand } from '#text/write-command'

/** Changes that are looked at, and ways back that are listed. */
const [looked, listed] = [100, 10]

export const undo = answers({
  words: 'undo',
  summary: 'Plan the undo of a change; somebody else approves it',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'propose',
  needs: 'nothing',
  input: z.object({
    id: line.optional().describe('Id of the plan or run to undo; lists the newest when left out'),
  }),
  async answer({ person, input, engine, origin }) {
    return input.id === undefined
      ? waysBack(await engine.recentChanges(looked))
      : engine.undo(person, input.id, origin)
  },
})

const waysBack = (recent: readonly Change[]): Answer => {
  const undoable = recent.filter(change => change.undoable).slice(0, listed)
  const [newest] = undoable
  return newest === undefined
    ? answer('None of the newest changes can be undone.')
    : answer(`\`${writeCommand('undo', { id: newest.plan.id })}\` undoes the newest of these.`, {
        table: {
          columns: ['Plan', 'What', 'Requested by', 'When (UTC)'],
          rows: undoable.map(({ plan }) => [
            plan.id,
            plan.headline,
            plan.requesterName,
            plan.createdAt.slice(5, 16).replace('T', ' '),
          ]),
        },
      })
}
