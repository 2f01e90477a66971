import { z } from 'zod'
import { standOf } from '#model/change'
import { answers } from '#model/command'
import { line } from '#model/input'
import type { JournalKind } from '#model/journal'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { milliseconds } from '#text/figures'

export const runShow = answers({
  words: 'run show',
  summary: 'The journal of one run: what was done, and when',
  example: 'p-7k3m9qx',
  first: 'id',
  verb: 'read',
  needs: 'nothing',
  input: z.object({ id: line.describe('Id of a run or its plan') }),
  async answer({ input, engine }) {
    const change = await engine.findChange(input.id)
    if (!change?.run) return refusal(`There is no run ${input.id}.`, 'See `run list`.', 'run list')
    const { plan, run, journal } = change
    return answer(`${run.id} of ${plan.id}: ${standOf(change)}`, {
      lines: change.ending === null ? [] : [change.ending],
      table: {
        columns: ['What', 'Detail', 'Step', 'At (UTC)', 'Token'],
        rows: journal.map(({ at, token, kind, step, detail }) => [
          kindWords[kind] ?? kind,
          Object.entries(detail).flatMap(told).join(', '),
          step === null ? '' : String(step + 1),
          at.slice(11, 23),
          String(token),
        ]),
      },
    })
  },
})

const kindWords: Partial<Record<JournalKind, string>> = {
  looked: 're-checked',
  adopted: 'waits for its statement',
  'ended orphan': 'ended a leftover session',
  intent: 'starting',
  'undo intent': 'undo starting',
}

/** Says a member of the detail as people write figures and names; empty without a value. */
const told = ([key, value]: readonly [string, unknown]): readonly string[] => {
  const words = written(key, value)
  return words === '' ? [] : [`${labelOf(key)}${words}`]
}

/** `silentSince` → `silent since: `; the unit stands with the figure. */
const labelOf = (key: string): string => {
  const words = key
    .replace(/(?<=[a-z])Ms$/, '')
    .replaceAll(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return `${words === 'seconds' ? 'took' : words}: `
}

const written = (key: string, value: unknown): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return figure(key, value)
  if (Array.isArray(value)) return value.map(one => written('', one)).join('; ')
  return typeof value === 'object' && value !== null
    ? `(${Object.entries(value).flatMap(told).join(', ')})`
    : ''
}

const figure = (key: string, value: number): string => {
  if (/seconds$/i.test(key)) return milliseconds(value * 1_000)
  if (/ms$/i.test(key)) return milliseconds(value)
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(3)))
}
