import { z } from 'zod'
import { byValue } from '#cluster/facts/config/by-value'
import { type ConfigAbout, lookAtConfig } from '#cluster/facts/config/look'
import { type ServedSetting, servedBy } from '#cluster/facts/config/served'
import { originWords, valueWords, whoseWords } from '#cluster/facts/config/words'
import { answers } from '#model/command'
import { line } from '#model/input'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import type { View } from '#model/view'
import { noSettingNamed } from '#playbooks/config/unknown'
import { csv } from '#text/csv'
import { count, counted, fewOf } from '#text/figures'
import { listed } from '#text/listed'

export const configList = answers({
  words: 'config list',
  summary: 'Settings that are not the default, on every node: pending and differing ones first',
  example: 'match=wal',
  first: 'match',
  verb: 'read',
  needs: 'cluster',
  input: z.object({
    match: line
      .optional()
      .describe('Only settings with this word in their name or description, default or not'),
  }),
  answer: async ({ input, view }) =>
    settingsOf(view, await lookAtConfig(view), input.match ?? null),
})

interface Row {
  readonly name: string
  readonly served: readonly { readonly node: string; readonly served: ServedSetting }[]
  readonly remarks: readonly string[]
}

export const settingsOf = (
  { cluster }: Pick<View, 'cluster'>,
  about: ConfigAbout,
  match: string | null,
): Answer | Refusal => {
  const names = [
    ...new Set(about.nodes.flatMap(({ settings }) => settings.map(({ name }) => name))),
  ]
  const rows = names
    .map(name => rowOf(about, name))
    .filter(row => (match === null ? isOwn(row) : fits(row, match)))
    .toSorted((one, other) => weight(other) - weight(one))
  if (match !== null && rows.length === 0) return noSettingNamed(match, names, 'config list')
  const lines = [
    ...about.unreachable.map(({ name, because }) => `What ${name} has is not known. ${because}`),
    ...about.nodes.flatMap(({ name, files: { lines, grants } }) =>
      lines === null
        ? [
            `The configuration files of ${name} cannot be read, and settings that Howdah’s own session makes are not listed. It takes \`${grants.join('; ')}\`.`,
          ]
        : [],
    ),
  ]
  const where = listed(about.nodes.map(({ name }) => name))
  if (rows.length === 0) return answer(`Every setting of ${where} is the default.`, { lines })
  const remarkable = rows.filter(({ remarks }) => remarks.length > 0).length
  const what =
    match === null
      ? `of ${where} ${rows.length === 1 ? 'is' : 'are'} not the default`
      : `of ${where} with “${match}”`
  return answer(
    `${counted(rows.length, 'setting')} ${what}; ${remarkable === 0 ? 'nothing' : count(remarkable)} to review.`,
    {
      lines,
      table: {
        columns: ['Setting', 'Value', 'Remark', 'Default', 'From'],
        rows: rows.map(({ name, served, remarks }) => [
          name,
          byValue(
            served.map(one => ({
              node: one.node,
              words: valueWords(one.served.setting, one.served.value),
            })),
          ),
          remarks.join('; '),
          defaultOf(served),
          byValue(
            served.map(({ node, served: { origin } }) => ({ node, words: originWords(origin) })),
          ),
        ]),
      },
      file: { name: `settings-${cluster.name}.csv`, text: fileOf(rows) },
    },
  )
}

const rowOf = (about: ConfigAbout, name: string): Row => {
  const served = about.nodes.flatMap(node => {
    const found = servedBy(node, name)
    return found ? [{ node: node.name, served: found }] : []
  })
  const pending = served.filter(one => one.served.setting.pendingRestart)
  const own = about.own.filter(one => one.name.toLowerCase() === name.toLowerCase())
  const known = served.filter(one => one.served.value !== null)
  const differ = new Set(known.map(one => one.served.value)).size > 1
  return {
    name,
    served,
    remarks: [
      ...(pending.length > 0
        ? [
            byValue(
              pending.map(({ node, served: { setting, next } }) => ({
                node,
                words: `${valueWords(setting, next)} after a restart`,
              })),
            ),
          ]
        : []),
      ...(differ ? ['nodes differ'] : []),
      ...(own.length > 0 ? [`own value of ${fewOf(own.map(whoseWords))}`] : []),
    ],
  }
}

/** A value that the server works out at the start counts as the default. */
const isOwn = ({ served, remarks }: Row): boolean =>
  remarks.length > 0 ||
  served.some(
    ({ served: { setting, value, origin } }) =>
      setting.context !== 'internal' &&
      origin.kind !== 'default' &&
      value !== null &&
      value !== setting.boot,
  )

const fits = ({ name, served }: Row, match: string): boolean => {
  const word = match.toLowerCase()
  return (
    name.toLowerCase().includes(word) ||
    served.some(({ served: { setting } }) => setting.about.toLowerCase().includes(word))
  )
}

const weight = ({ remarks, served }: Row): number =>
  (served.some(one => one.served.setting.pendingRestart) ? 2 : 0) + (remarks.length > 0 ? 1 : 0)

const defaultOf = ([first]: Row['served']): string =>
  first ? valueWords(first.served.setting, first.served.setting.boot) : ''

const fileOf = (rows: readonly Row[]): string =>
  csv(
    ['setting', 'node', 'value', 'default', 'from', 'after_restart'],
    rows.flatMap(({ name, served }) =>
      served.map(({ node, served: { setting, value, origin, next } }) => [
        name,
        node,
        valueWords(setting, value),
        valueWords(setting, setting.boot),
        originWords(origin),
        valueWords(setting, next),
      ]),
    ),
  )
