/** The settings of every node of a cluster. */
import { type FileSettings, fileSettings } from '#cluster/facts/config/file-settings'
import { type OwnValue, ownValues } from '#cluster/facts/config/own-values'
import { allSettings, type Setting } from '#cluster/facts/config/settings'
import type { NodeView, Reader, View } from '#model/view'

export interface ConfigNode {
  readonly name: string
  readonly role: NodeView['role']
  readonly settings: readonly Setting[]
  readonly files: FileSettings
}

export interface ConfigAbout {
  /** Nodes that answer, the primary first. */
  readonly nodes: readonly ConfigNode[]
  readonly unreachable: View['unreachable']
  readonly own: readonly OwnValue[]
}

export const lookAtConfig = async ({
  primary,
  nodes,
  unreachable,
}: Pick<View, 'primary' | 'nodes' | 'unreachable'>): Promise<ConfigAbout> => {
  const [own, ...about] = await Promise.all([
    ownValues(primary),
    ...nodes.map(
      async ({ name, role, reader }): Promise<ConfigNode> => ({
        name,
        role,
        ...(await lookAtServer(reader)),
      }),
    ),
  ])
  return { nodes: about, unreachable, own }
}

export const lookAtServer = async (
  reader: Reader,
): Promise<Pick<ConfigNode, 'settings' | 'files'>> => {
  const [settings, files] = await Promise.all([allSettings(reader), fileSettings(reader)])
  return { settings, files }
}

/** PostgreSQL takes a name in any case. */
export const settingOf = ({ settings }: Pick<ConfigNode, 'settings'>, name: string) =>
  settings.find(one => one.name.toLowerCase() === name.toLowerCase())
