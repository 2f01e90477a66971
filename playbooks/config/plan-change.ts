/** The plan of a change of settings, with an undo that writes back the present values. */
import { byValue } from '#cluster/facts/config/by-value'
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { takesEffect, valueWords, whoseWords } from '#cluster/facts/config/words'
import type { Guard } from '#model/guard'
import type { Estimate, PlanBody, Step } from '#model/plan'
import { eachSetting, type NodeChange, type SettingChange } from '#playbooks/config/changes'
import { guardFor } from '#playbooks/config/guards'
import { harmOf } from '#playbooks/config/harm'
import { neverFromChat } from '#playbooks/config/never'
import { memoryEstimates } from '#playbooks/config/starts'
import type { MakeStep, WayToSet } from '#playbooks/config/way/way-to-set'
import { listed } from '#text/listed'

/** The changes of every node, with the facts behind the changes. */
export interface ConfigChange {
  readonly about: ConfigChangeAbout
  readonly changed: readonly NodeChange[]
  readonly verb: 'set' | 'reset'
  readonly way: WayToSet
}

/** Words of a step. `said` is `work_mem to 64MB`, or the name alone. */
export type StepWords = (
  where: string,
  said: string,
  named: string,
) => Pick<Step, 'title' | 'onFailure'> & { readonly undo: { readonly title: string } }

export const planChange = (
  { about, changed, verb, way }: ConfigChange,
  stepWords: StepWords,
): PlanBody => {
  const ordered = way.inOrder(changed)
  const [first] = ordered
  const every = eachSetting(ordered)
  const names = every.map(({ setting }) => setting.name)
  const harm = harmOf(changed)
  return {
    ...(harm.length > 0 && { risk: 'disruptive' as const }),
    headline: `${verb === 'set' ? 'Set' : 'Reset'} ${saidOf(every, verb)} on ${listed(changed.map(({ node }) => node.name))}`,
    steps: way.steps(ordered, stepBy(verb, stepWords)),
    claims: ordered.map(({ node: { name } }) => ({
      on: 'node',
      key: name,
      label: name,
      mode: 'exclusive',
    })),
    estimates: [
      ...names.map(name => valueEstimate(changed, name)),
      ...names.map(name => forceEstimate(changed, name, way)),
      ...memoryEstimates(changed, about.nodes),
      ...way.estimates(ordered),
      { label: 'Undo', value: undoWords(first, way) },
    ],
    notes: [
      ...harm,
      ...ownNotes(about, every),
      ...undoNotes(changed),
      ...way.notes(changed),
      ...(guardedBy(about, changed)?.because ?? []),
    ],
  }
}

/** A setting that waits for a restart has no effect to watch. */
export const guardOf = ({ about, changed }: ConfigChange): Guard | null =>
  guardedBy(about, changed)?.guard ?? null

const guardedBy = ({ queryids, nodes }: ConfigChangeAbout, changed: readonly NodeChange[]) => {
  const names = changed
    .flatMap(({ changes }) => changes)
    .filter(({ restarts }) => !restarts)
    .map(({ setting }) => setting.name)
  const replicas = nodes.some(({ role }) => role === 'replica')
  return names.length === 0 ? null : guardFor(names, { queryids, replicas })
}

const changeOf = (changed: readonly NodeChange[], name: string): SettingChange | undefined =>
  changed.flatMap(({ changes }) => changes).find(({ setting }) => setting.name === name)

/** `work_mem to 64MB and jit to off`, or `work_mem and jit`. */
const saidOf = (changes: readonly SettingChange[], verb: ConfigChange['verb']): string =>
  listed(
    changes.map(({ setting, after }) =>
      verb === 'set' ? `${setting.name} to ${valueWords(setting, after)}` : setting.name,
    ),
  )

const stepBy =
  (verb: ConfigChange['verb'], stepWords: StepWords): MakeStep =>
  ({ where, on, action, back }) => {
    const each = eachSetting(on)
    const words = stepWords(
      where,
      saidOf(each, verb),
      listed(each.map(({ setting }) => setting.name)),
    )
    const effects = (
      effectOf: (one: SettingChange) => readonly ['set' | 'reset', from: string, to: string],
    ): Step['effects'] =>
      on.flatMap(({ node, changes }) =>
        changes.map(one => {
          const [change, from, to] = effectOf(one)
          const object = `${one.setting.name} on ${node.name}: ${from} → ${to}`
          return { change, kind: 'setting', object, bytes: null, lock: null }
        }),
      )
    return {
      title: words.title,
      action,
      effects: effects(one => [verb, nowWords(one), afterWords(one)]),
      onFailure: words.onFailure,
      undo: {
        ...words.undo,
        action: back,
        effects: effects(one => [
          one.was === null ? 'reset' : 'set',
          afterWords(one),
          nowWords(one),
        ]),
      },
    }
  }

const nowWords = ({ setting, now }: SettingChange): string => valueWords(setting, now)
const afterWords = ({ setting, after }: SettingChange): string => valueWords(setting, after)

const valueEstimate = (changed: readonly NodeChange[], name: string): Estimate => ({
  label: name,
  value: byValue(
    changed.flatMap(({ node, changes }) => {
      const change = changes.find(({ setting }) => setting.name === name)
      return change
        ? [
            {
              node: node.name,
              words: `${nowWords(change)} → ${afterWords(change)}`,
            },
          ]
        : []
    }),
  ),
})

const forceEstimate = (
  changed: readonly NodeChange[],
  name: string,
  { restart }: WayToSet,
): Estimate => {
  const change = changeOf(changed, name)
  const nodes = changed
    .filter(({ changes }) => changes.some(({ setting }) => setting.name === name))
    .map(({ node }) => node.name)
  return {
    label: `${name} counts`,
    value: change?.restarts
      ? `written and pending until the restart of ${listed(nodes, 'and')}, which this plan does not do: ${restart} does`
      : takesEffect(change?.setting ?? { context: '' }).replace(/^A change counts (.*)\.$/, '$1'),
  }
}

const undoWords = (first: NodeChange | undefined, way: WayToSet): string =>
  `writes back what ${way.where([])} has now: ${listed(
    (first?.changes ?? []).map(({ setting, was }) =>
      was === null ? `no line for ${setting.name}` : `${setting.name} ${[was].flat().join(', ')}`,
    ),
  )}`

/** What was there before may be a value that no plan sets: whoever approves the change approves the way back as well. */
const undoNotes = (changed: readonly NodeChange[]): readonly string[] => [
  ...new Set(
    changed
      .flatMap(({ changes }) => changes)
      .flatMap(one => {
        const { setting, now, after } = one
        const never = now === null ? undefined : neverFromChat(setting, now, after)
        return never
          ? [
              `The undo puts ${setting.name} back to ${nowWords(one)}, which no plan of its own sets: ${never.because}`,
            ]
          : []
      }),
  ),
]

const ownNotes = (
  { own }: ConfigChangeAbout,
  changes: readonly SettingChange[],
): readonly string[] =>
  changes.flatMap(({ setting }) => {
    const whose = own.filter(({ name }) => name.toLowerCase() === setting.name.toLowerCase())
    return whose.length === 0
      ? []
      : [
          `${setting.name} of its own has ${listed(whose.map(one => `${whoseWords(one)} (${one.value})`))}: sessions there do not notice the change.`,
        ]
  })
