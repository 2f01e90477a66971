import { z } from 'zod'
import { answers } from '#model/command'
import { line } from '#model/input'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'

export const runShow = answers({
  words: 'run show',
  summary: 'The journal of one run: what was done, by which process, when',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of a run or its plan') }),
  async answer({ input, engine }) {
    const change = await engine.findChange(input.id)
    if (!change?.run) return refusal(`There is no run ${input.id}.`, 'See `run list`.', 'run list')
    const { plan, run, journal } = change
    return answer(`${run.id} of ${plan.id}: ${change.outcome ?? change.state ?? ''}`, {
      lines: change.ending === null ? [] : [change.ending],
      table: {
        columns: ['At (UTC)', 'Token', 'What', 'Step', 'Detail'],
        rows: journal.map(({ at, token, kind, step, detail }) => [
          at.slice(11, 23),
          String(token),
          kind,
          step === null ? '' : String(step + 1),
          Object.entries(detail)
            .map(
              ([key, value]) =>
                `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
            )
            .join(', '),
        ]),
      },
    })
  },
})
