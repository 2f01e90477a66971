import { z } from 'zod'
import { byValue } from '#cluster/facts/config/by-value'
import { waitsForRestart } from '#cluster/facts/config/file-settings'
import { type ConfigAbout, type ConfigNode, lookAtConfig } from '#cluster/facts/config/look'
import {
  lineByAlterSystem,
  linesOf,
  type ServedSetting,
  servedBy,
} from '#cluster/facts/config/served'
import {
  originWords,
  placeWords,
  rangeWords,
  takesEffect,
  valueWords,
  whoseWords,
} from '#cluster/facts/config/words'
import { answers } from '#model/command'
import { line } from '#model/input'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { noSettingNamed } from '#playbooks/config/unknown'
import { listed } from '#text/listed'
import { asSentence } from '#text/sentence'

export const configShow = answers({
  words: 'config show',
  summary: 'One setting: its value on every node, where it comes from, and when a change counts',
  example: 'work_mem',
  first: 'setting',
  verb: 'read',
  needs: 'cluster',
  input: z.object({ setting: line.describe('Which setting, e.g. work_mem') }),
  answer: async ({ input, view }) => settingShown(view, await lookAtConfig(view), input.setting),
})

interface Shown {
  readonly node: ConfigNode
  readonly served: ServedSetting
}

export const settingShown = (
  { cluster }: Pick<View, 'cluster'>,
  about: ConfigAbout,
  typed: string,
): Answer | Refusal => {
  const shown = about.nodes.flatMap(node => {
    const served = servedBy(node, typed)
    return served ? [{ node, served }] : []
  })
  const [first] = shown
  if (!first)
    return noSettingNamed(
      typed,
      about.nodes.flatMap(({ settings }) => settings.map(({ name }) => name)),
      'config show',
    )
  const { setting } = first.served
  const resettable =
    cluster.logins.maintain !== null &&
    shown.some(({ node }) => lineByAlterSystem(node, setting.name))
  return answer(titleOf(shown), {
    lines: [
      ...(setting.about === '' ? [] : [asSentence(setting.about)]),
      ...origins(shown),
      ...shown.flatMap(pendingLine),
      ...shown.flatMap(hiddenLines),
      ...defaultLine(shown),
      takesEffect(setting),
      ...unnoticed(about, first.served),
      ...unknown(about, shown),
    ],
    offers: resettable
      ? [{ label: `Reset ${setting.name}`, command: `config reset ${setting.name}` }]
      : [],
  })
}

const titleOf = (shown: readonly Shown[]): string => {
  const name = shown[0]?.served.setting.name ?? ''
  const values = shown.map(({ node, served: { setting, value } }) => ({
    node: node.name,
    words: valueWords(setting, value),
  }))
  const same = new Set(values.map(({ words }) => words)).size === 1
  return `${name} is ${byValue(values)}${same ? ` on ${listed(values.map(({ node }) => node))}` : ''}.`
}

const origins = (shown: readonly Shown[]): readonly string[] => {
  const said = shown.map(({ node, served: { origin } }) => ({
    node: node.name,
    words:
      origin.kind === 'default'
        ? 'Nobody set it, so it is the default'
        : `It comes from ${originWords(origin)}`,
  }))
  return [...Map.groupBy(said, ({ words }) => words)].map(([words, nodes]) =>
    nodes.length === said.length
      ? `${words}.`
      : `${listed(nodes.map(({ node }) => node))}: ${words.charAt(0).toLowerCase()}${words.slice(1)}.`,
  )
}

const pendingLine = ({ node, served: { setting, next } }: Shown): readonly string[] =>
  setting.pendingRestart
    ? [
        `${valueWords(setting, next)} is written on ${node.name} and pending until the restart of ${node.name}.`,
      ]
    : []

/** Lines of the files that do not count, and why. */
const hiddenLines = ({ node, served: { setting, origin } }: Shown): readonly string[] => {
  const lines = linesOf(node, setting.name)
  const last = lines.at(-1)
  const overruled = origin.kind === 'command line' ? lines : lines.slice(0, -1)
  return [
    ...overruled.map(
      one =>
        `${placeWords(one)} of ${node.name} says ${one.setting ?? ''}, which does not count: ${
          origin.kind === 'command line'
            ? 'the command line wins'
            : `${last ? placeWords(last) : ''} comes later`
        }.`,
    ),
    ...lines
      .filter(({ error }) => error !== null && error !== waitsForRestart)
      .map(one => `${placeWords(one)} of ${node.name} is ignored: ${one.error}.`),
  ]
}

const defaultLine = (shown: readonly Shown[]): readonly string[] => {
  const [first] = shown
  if (!first) return []
  const { setting } = first.served
  const range = rangeWords(setting)
  const takes = range === null ? '' : `; it takes ${range}`
  return setting.boot === null
    ? []
    : [`The default is ${valueWords(setting, setting.boot)}${takes}.`]
}

const unnoticed = (about: ConfigAbout, { setting }: ServedSetting): readonly string[] =>
  about.own
    .filter(({ name }) => name.toLowerCase() === setting.name.toLowerCase())
    .map(
      own =>
        `${capital(whoseWords(own))} has ${own.value} of its own: sessions there do not notice a change of the server.`,
    )

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const unknown = (about: ConfigAbout, shown: readonly Shown[]): readonly string[] => [
  ...about.nodes
    .filter(node => !shown.some(one => one.node.name === node.name))
    .map(({ name }) => `${name} does not know this setting.`),
  ...about.unreachable.map(({ name, because }) => `What ${name} has is not known. ${because}`),
  ...shown.flatMap(({ node, served }) =>
    node.files.lines === null
      ? [
          served.value === null
            ? `What the server ${node.name} has is not known: Howdah’s own session has a value of its own, and the login may not read the configuration files. It takes \`${node.files.grants.join('; ')}\`.`
            : `Whether the configuration files of ${node.name} say anything else is not known: the login may not read the files. It takes \`${node.files.grants.join('; ')}\`.`,
        ]
      : [],
  ),
]
