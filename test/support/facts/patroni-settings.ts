/** Facts about settings of a cluster of Patroni: work_mem comes from nowhere, max_connections from Patroni's default. */
import type { ConfigChangeAbout } from '#cluster/facts/config/change'
import type { FileSetting } from '#cluster/facts/config/file-settings'
import type { ConfigNode } from '#cluster/facts/config/look'
import type { Setting } from '#cluster/facts/config/settings'
import { changeAbout, configNode, dataDir, fileLine, setting } from '#test/support/facts/config'
import { patroniSaid } from '#test/support/facts/patroni'

const mainFile = `${dataDir}/postgresql.conf`

/** A line of the file that Patroni writes. */
export const lineOfPatroni = (name: string, value: string): FileSetting =>
  fileLine(name, value, { file: mainFile })

/** A setting of the server with the value that Patroni gives. */
export const givenSetting = (name: string, value: string, more: Partial<Setting> = {}): Setting =>
  setting(name, { setting: value, source: 'configuration file', file: mainFile, ...more })

const maxConnections = setting('max_connections', {
  setting: '100',
  boot: '100',
  unit: null,
  context: 'postmaster',
  source: 'command line',
  minimum: '1',
  maximum: '262143',
})

export const nodeOfPatroni = (
  name: string,
  more: readonly Setting[] = [],
  lines: readonly FileSetting[] | null = [],
): ConfigNode => {
  const byDefault = more.some(one => one.name === maxConnections.name) ? [] : [maxConnections]
  const node = configNode(
    name,
    [...more, ...byDefault],
    lines && [lineOfPatroni('max_connections', '100'), ...lines],
  )
  const main = setting('config_file', { setting: mainFile, vartype: 'string', unit: null })
  return { ...node, settings: [...node.settings, main] }
}

/** `parameters` are in the configuration of Patroni. */
export const settingsOfPatroni = (
  parameters: Readonly<Record<string, unknown>> = {},
  more: Partial<ConfigChangeAbout> = {},
): ConfigChangeAbout =>
  changeAbout({
    provider: 'patroni',
    nodes: [nodeOfPatroni('shop-1'), nodeOfPatroni('shop-2')],
    patroni: ['shop-1', 'shop-2'].map(name => patroniSaid(name, { parameters })),
    ...more,
  })

export const bothNodes = (
  ...[more, lines]: [Parameters<typeof nodeOfPatroni>[1]?, Parameters<typeof nodeOfPatroni>[2]?]
) => ({ nodes: ['shop-1', 'shop-2'].map(name => nodeOfPatroni(name, more, lines)) })

/** The configuration has given work_mem 64MB to both nodes. */
export const largerWorkMem = settingsOfPatroni(
  { work_mem: '64MB' },
  bothNodes([givenSetting('work_mem', '65536')], [lineOfPatroni('work_mem', '64MB')]),
)
