import { z } from 'zod'
import { type AtWork, atWork } from '#model/calendar/at-work'
import { comingOpenings, untilOf, without } from '#model/calendar/hours'
import { instantWords, spanWords } from '#model/calendar/hours-words'
import { isOpen, type Opening, openingsBefore, openingWords } from '#model/calendar/window'
import type { Change } from '#model/change'
import { answers } from '#model/command'
import type { ClusterConfig, WindowConfig } from '#model/configuration'
import type { Engine } from '#model/engine'
import { guardAuthor } from '#model/guard'
import { line } from '#model/input'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { milliseconds, seconds } from '#text/figures'
import { writeCommand } from '#text/write-command'

export const windowShow = answers({
  words: 'window show',
  summary:
    'The next openings of a maintenance window, what waits for it, and whether the last runs kept to it',
  example: 'night cluster=shop',
  first: 'name',
  verb: 'read',
  needs: 'nothing',
  input: z.object({
    name: line.optional().describe('As in the inventory; all windows of the cluster when left out'),
    cluster: line.optional().describe('Needed where several clusters have such a window'),
  }),
  async answer({ input, engine }) {
    const found = findOne(engine, input)
    if (isRefusal(found)) return found
    const now = await engine.now()
    const past = openingsBefore(found.windows, now)
      .flatMap(one => without(one, found.cluster.blackouts))
      .slice(0, shownPast)
    const since = past.at(-1)?.from ?? now
    return windowOf(found, now, {
      past,
      changes: await engine.changesRunSince(found.cluster.name, since),
    })
  },
})

export interface FoundWindows {
  readonly cluster: Pick<ClusterConfig, 'name' | 'windows' | 'blackouts'>
  /** The named window alone, or all of them. */
  readonly windows: readonly WindowConfig[]
}

const shownPast = 3
const shownNext = 3
const shownWaiting = 10

const findOne = (
  { config, clusters }: Engine,
  { name, cluster }: { readonly name?: string | undefined; readonly cluster?: string | undefined },
): FoundWindows | Refusal => {
  if (cluster !== undefined && !clusters.includes(cluster))
    return refusal(`There is no cluster ${cluster}.`, `Name one of: ${clusters.join(', ')}.`)
  const having = config.clusters
    .filter(one => cluster === undefined || one.name === cluster)
    .map(one => ({
      cluster: one,
      windows: one.windows.filter(window => name === undefined || window.name === name),
    }))
    .filter(({ windows }) => windows.length > 0)
  const [found, ...others] = having
  if (!found)
    return refusal(
      `${cluster === undefined ? 'No cluster has a' : `${cluster} has no`} maintenance window${name === undefined ? '' : ` ${name}`}.`,
      'See `window list`.',
      'window list',
    )
  if (others.length === 0) return found
  const names = having.map(one => one.cluster.name)
  return refusal(
    `${name ?? 'A maintenance window'} is on ${names.join(', ')}.`,
    `Name one: \`${writeCommand(name === undefined ? 'window show' : `window show ${name}`, { cluster: names[0] ?? '' })}\`.`,
  )
}

export interface WindowUse {
  /** The openings that are over, without what blackouts took, the newest first. */
  readonly past: readonly Opening[]
  readonly changes: readonly Change[]
}

export const windowOf = (
  { cluster, windows }: FoundWindows,
  now: Date,
  { past, changes }: WindowUse,
): Answer => {
  const { name, blackouts } = cluster
  const coming = comingOpenings({ windows, blackouts }, now).slice(0, shownNext)
  const keeping = changes.filter(keepsWindows)
  const rows = past.flatMap(opening => rowsOf(opening, { cluster, keeping, now }))
  return answer(titleOf(name, coming, now), {
    lines: [
      ...coming.map(nextWords),
      ...blackouts
        .filter(({ to }) => new Date(to) > now)
        .map(one => `Blackout ${spanWords(one)}: ${one.reason}.`),
      ...waitingWords(keeping),
    ],
    ...(rows.length === 0
      ? {}
      : { table: { columns: ['Window', 'Plan', 'What', 'How it went', 'Overrun'], rows } }),
  })
}

const titleOf = (cluster: string, [first]: readonly Opening[], now: Date): string => {
  if (!first) return `The window of ${cluster} opens at no time of the next year.`
  const name = first.name === null ? 'A window' : `Window ${first.name}`
  return isOpen(first, now)
    ? `${name} of ${cluster} is open now, until ${instantWords(first.to, first.zone)}.`
    : `${name} of ${cluster} opens next on ${instantWords(first.from, first.zone)}.`
}

const nextWords = (opening: Opening): string =>
  [
    `${openingWords(opening)}${opening.name === null ? '' : `, “${opening.name}”`}`,
    ...(opening.lastStart
      ? [`nothing begins after ${instantWords(opening.lastStart, opening.zone)}`]
      : []),
    `at its end: ${opening.atEnd}`,
  ].join('; ')

/** Break-glass and the undo of a guard keep no window, and a plan without claims waits for none. */
const keepsWindows = ({ plan, breakGlass }: Change): boolean =>
  plan.claims.length > 0 && breakGlass === null && plan.requester !== guardAuthor

const waitingWords = (changes: readonly Change[]): readonly string[] => {
  const waiting = changes.filter(({ state, run }) => state === 'parked' && run?.waitingFor)
  if (waiting.length === 0) return ['Nothing waits for it.']
  return waiting
    .slice(0, shownWaiting)
    .map(({ plan, run }) => `Waits: ${plan.id}, ${plan.headline}. ${run?.waitingFor ?? ''}`)
}

const rowsOf = (
  opening: Opening,
  {
    cluster: { windows, blackouts },
    keeping,
    now,
  }: {
    readonly cluster: FoundWindows['cluster']
    readonly keeping: readonly Change[]
    readonly now: Date
  },
): readonly (readonly string[])[] => {
  const all = openingsBefore(windows, now).flatMap(one => without(one, blackouts))
  const end = untilOf(
    [...all.toReversed(), ...comingOpenings({ windows, blackouts }, now)],
    opening,
  )
  const rows = keeping.flatMap(change =>
    atWork(change.journal)
      .filter(one => one.from < opening.to && (one.to ?? now) > opening.from)
      .map(one => [
        openingWords(opening),
        change.plan.id,
        change.plan.headline,
        wentWords(change, one),
        overrunWords(one, end, now),
      ]),
  )
  return rows.length > 0 ? rows : [[openingWords(opening), '', 'nothing ran', '', '']]
}

const wentWords = ({ outcome }: Change, { by }: AtWork): string =>
  by === null
    ? 'under way'
    : by === 'held'
      ? 'held, goes on later'
      : by === 'parked'
        ? 'put back, begins anew'
        : (outcome ?? 'ended')

const overrunWords = ({ to }: AtWork, end: Date, now: Date): string => {
  const over = (to ?? now).getTime() - end.getTime()
  return over <= 0 ? 'none' : over < 10_000 ? milliseconds(over) : seconds(over / 1_000)
}
