import { z } from 'zod'
import type { Shown } from '#model/actions/action-kind'
import { type BreakGlass, beforehand, type ShownStep, standOf } from '#model/change'
import { answers } from '#model/command'
import { line } from '#model/input'
import type { JournalEntry } from '#model/journal'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { foldedAway, written } from '#text/folded'
import { notGenuine } from '#text/not-genuine'
import { valuesInWords } from '#text/values-in-words'

export const planShow = answers({
  words: 'plan show',
  summary: 'One plan in full: statements, where they run, who decided what',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of a plan or run, e.g. p-7k3m9qx') }),
  async answer({ input, engine }) {
    const change = await engine.findChange(input.id)
    if (!change) {
      const close = await engine.nearestPlan(input.id)
      const meant = close === undefined ? '' : `Did you mean \`plan show ${close}\`? `
      return refusal(
        `There is no plan ${input.id}.`,
        `${meant}See \`run list\`. What is over is removed after its time: \`audit show about=${input.id}\` says what the record has of it.`,
        close === undefined ? 'run list' : `plan show ${close}`,
      )
    }
    const { plan, steps, approvals, breakGlass, run, journal } = change
    return answer(`${plan.id}: ${plan.headline} (${standOf(change)})`, {
      lines: [
        ...(change.state === 'pending' && change.genuine !== 'genuine'
          ? [notGenuine[change.genuine]]
          : []),
        ...written(
          steps,
          ({ title, action }, step) =>
            `${step + 1}. ${title}, ${whereOf(action)}: \`${shown(action.text)}\`${action.values.length > 0 ? ` with ${shown(valuesInWords(action.values))}` : ''}`,
          words => `… ${words}: the file has each.`,
        ),
        ...written(
          steps.filter(({ undo }) => undo !== null),
          ({ undo }) => `Undone by: \`${shown(undo?.action.text ?? '')}\``,
          words => `… ${words}.`,
        ),
        ...plan.notes,
        ...plan.estimates.map(({ label, value }) => `${label}: ${value}.`),
        `Requested by ${plan.requesterName}${plan.reason === null ? '' : `: ${plan.reason}`}.`,
        ...approvals.map(
          ({ name, decision, reason, via = '' }) =>
            `${decision === 'approve' ? 'Approved' : 'Rejected'} by ${name}${beforehand({ via })}${reason === null ? '' : `: ${reason}`}.`,
        ),
        ...(breakGlass === null ? [] : glassLines(breakGlass)),
        ...journal.filter(({ kind }) => kind === 'settled').map(settledLine),
        ...(run ? [`Run ${run.id}.`] : []),
        ...(run?.waitingFor ? [run.waitingFor] : []),
        ...(change.ending === null ? [] : [change.ending]),
        ...change.left.map(
          left =>
            `To put it back by hand, ${whereOf(left)}: \`${left.text}\`${left.values.length > 0 ? ` with ${shown(valuesInWords(left.values))}` : ''}`,
        ),
        `Fingerprint ${plan.fingerprint}.`,
      ],
      ...(foldedAway(steps).size === 0
        ? {}
        : { file: { name: `${plan.id}.sql`, text: inFull(steps) } }),
    })
  },
})

const inFull = (steps: readonly ShownStep[]): string =>
  steps.map(({ action }) => `${action.text};\n`).join('')

/** Writes "on shop-1 in app as app_owner". */
const whereOf = ({ place, role }: Pick<Shown, 'place' | 'role'>): string =>
  `on ${place.node} in ${place.database} as ${role ?? 'the login role'}`

/** A back-tick would end the code span. */
const shown = (sql: string): string => sql.replaceAll('`', 'ˋ')

const settledLine = ({ step, detail }: JournalEntry): string =>
  `Step ${(step ?? 0) + 1} ${detail['done'] === true ? 'was' : 'was not'} done, says ${String(detail['name'])}: ${String(detail['reason'])}.`

const glassLines = ({ name, reason, review }: BreakGlass): readonly string[] => [
  `Let through by ${name} with break-glass: ${reason}.`,
  review === null
    ? 'Its review is open: another approver looks at what was done and closes it with `plan review`.'
    : `Reviewed by ${review.name}: ${review.note}.`,
]
