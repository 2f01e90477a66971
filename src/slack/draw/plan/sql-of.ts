/** Writes the statements of a plan with the values, as an approver reads the plan; long runs of the same are folded. */
import type { Change } from '#model/change'
import { written } from '#text/folded'
import { valuesInWords } from '#text/values-in-words'

export const sqlOf = ({ steps }: Pick<Change, 'steps'>): string =>
  written(
    steps,
    step =>
      `${nodeLine(steps, step)}${step.action.text};${step.action.values.length > 0 ? ` -- with ${valuesInWords(step.action.values)}` : ''}`,
    words => `-- ${words} (plan show writes out each)`,
  ).join('\n')

/** Names the node where steps act on several, before the first statement there. */
const nodeLine = (steps: Change['steps'], step: Change['steps'][number]): string => {
  if (steps.length === 1) return ''
  const { node } = step.action.place
  const before = steps[steps.indexOf(step) - 1]?.action.place.node
  const several = new Set(steps.map(({ action }) => action.place.node)).size > 1
  return several && node !== before ? `-- on ${node}\n` : ''
}
