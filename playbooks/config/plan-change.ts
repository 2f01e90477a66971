/** The plan of a change of settings: a step for each node, with an undo that writes back the present lines of the file. */
import { byValue } from '#cluster/facts/config/by-value'
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import { takesEffect, valueWords, whoseWords } from '#cluster/facts/config/words'
import type { SettingAction, SettingValue } from '#model/actions/setting'
import type { Guard } from '#model/guard'
import type { Estimate, PlanBody, Step } from '#model/plan'
import type { NodeChange, SettingChange } from '#playbooks/config/changes'
import { guardFor } from '#playbooks/config/guards'
import { harmOf } from '#playbooks/config/harm'
import { neverFromChat } from '#playbooks/config/never'
import { inOrder, restartOrder } from '#playbooks/config/standby-order'
import { memoryEstimates } from '#playbooks/config/starts'
import { listed } from '#text/listed'

/** The changes of every node, with the facts behind the changes. */
export interface ConfigChange {
  readonly about: ConfigChangeAbout
  readonly changed: readonly NodeChange[]
  readonly verb: 'set' | 'reset'
}

/** Words of the step on one node. `said` is `work_mem to 64MB`, or the name alone. */
export type StepWords = (
  node: string,
  said: string,
  named: string,
) => Pick<Step, 'title' | 'onFailure'> & { readonly undo: { readonly title: string } }

export const planChange = (
  { about, changed, verb }: ConfigChange,
  stepWords: StepWords,
): PlanBody => {
  const ordered = inOrder(changed)
  const [first] = ordered
  const names = [
    ...new Set(ordered.flatMap(({ changes }) => changes.map(({ setting }) => setting.name))),
  ]
  const every = names.flatMap(name => changeOf(changed, name) ?? [])
  const harm = harmOf(changed)
  return {
    ...(harm.length > 0 && { risk: 'disruptive' as const }),
    headline: `${verb === 'set' ? 'Set' : 'Reset'} ${saidOf(every, verb)} on ${listed(changed.map(({ node }) => node.name))}`,
    steps: ordered.map(one => stepOf(one, { database: about.database, verb, stepWords })),
    claims: ordered.map(({ node: { name } }) => ({
      on: 'node',
      key: name,
      label: name,
      mode: 'exclusive',
    })),
    estimates: [
      ...names.map(name => valueEstimate(changed, name)),
      ...names.map(name => forceEstimate(changed, name)),
      ...memoryEstimates(changed, about.nodes),
      ...orderEstimate(ordered),
      { label: 'Undo', value: undoWords(first) },
    ],
    notes: [
      ...harm,
      ...ownNotes(about, every),
      ...undoNotes(changed),
      ...restartOrder(changed),
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

const stepOf = (
  { node, changes }: NodeChange,
  {
    database,
    verb,
    stepWords,
  }: Pick<ConfigChange, 'verb'> & { readonly database: string; readonly stepWords: StepWords },
): Step => {
  const action = (settings: readonly SettingValue[]): SettingAction => ({
    kind: 'setting',
    node: node.name,
    database,
    duty: 'maintain',
    settings,
    deadlineSeconds: 60,
  })
  const effect = (
    change: 'set' | 'reset',
    { setting }: SettingChange,
    from: string,
    to: string,
  ) => ({
    change,
    kind: 'setting' as const,
    object: `${setting.name} on ${node.name}: ${from} → ${to}`,
    bytes: null,
    lock: null,
  })
  const named = listed(changes.map(({ setting }) => setting.name))
  const words = stepWords(node.name, saidOf(changes, verb), named)
  return {
    title: words.title,
    action: action(changes.map(({ setting: { name }, value }) => ({ name, value }))),
    effects: changes.map(one =>
      effect(verb, one, nowWords(one), valueWords(one.setting, one.after)),
    ),
    onFailure: words.onFailure,
    undo: {
      ...words.undo,
      action: action(changes.map(({ setting: { name }, was }) => ({ name, value: was }))),
      effects: changes.map(one =>
        effect(
          one.was === null ? 'reset' : 'set',
          one,
          valueWords(one.setting, one.after),
          nowWords(one),
        ),
      ),
    },
  }
}

const nowWords = ({ setting, now }: SettingChange): string => valueWords(setting, now)

const valueEstimate = (changed: readonly NodeChange[], name: string): Estimate => ({
  label: name,
  value: byValue(
    changed.flatMap(({ node, changes }) => {
      const change = changes.find(({ setting }) => setting.name === name)
      return change
        ? [
            {
              node: node.name,
              words: `${nowWords(change)} → ${valueWords(change.setting, change.after)}`,
            },
          ]
        : []
    }),
  ),
})

const forceEstimate = (changed: readonly NodeChange[], name: string): Estimate => {
  const change = changeOf(changed, name)
  const nodes = changed
    .filter(({ changes }) => changes.some(({ setting }) => setting.name === name))
    .map(({ node }) => node.name)
  return {
    label: `${name} counts`,
    value: change?.restarts
      ? `written and pending until the restart of ${listed(nodes, 'and')}, which this plan does not do: \`node restart\` does`
      : takesEffect(change?.setting ?? { context: '' }).replace(/^A change counts (.*)\.$/, '$1'),
  }
}

const orderEstimate = (ordered: readonly NodeChange[]): readonly Estimate[] =>
  ordered.length < 2
    ? []
    : [
        {
          label: 'Order',
          value: ordered.map(({ node: { name, role } }) => `${name} (${role})`).join(', then '),
        },
      ]

const undoWords = (first: NodeChange | undefined): string =>
  `writes back what postgresql.auto.conf has now: ${listed(
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
