/** The settings that Patroni gives a server, by the server's own words. */
import type { FileSetting } from '#cluster/facts/config/file-settings'
import { type ConfigNode, settingOf } from '#cluster/facts/config/look'
import { linesOf, servedBy } from '#cluster/facts/config/served'
import type { PatroniParameter } from '#model/actions/config/parameters'

type Server = Pick<ConfigNode, 'settings' | 'files'>

/** The line that Patroni wrote: the main file is Patroni's, and includes the rest. */
export const lineByPatroni = (server: Server, name: string): FileSetting | undefined => {
  const main = settingOf(server, 'config_file')?.setting
  return linesOf(server, name).findLast(({ file }) => file === main)
}

/** Whether the server has every value that the configuration of Patroni gives. */
export const hasEveryGiven = (
  server: Server,
  parameters: readonly Pick<PatroniParameter, 'name' | 'gives'>[],
): boolean => parameters.every(({ name, gives }) => hasGiven(server, name, gives))

/**
 * Whether the server has the value in force, or pending until the restart; null for no value of Patroni. Patroni writes
 * no file where the server runs with the value already.
 */
export const hasGiven = (server: Server, name: string, value: string | null): boolean => {
  const served = servedBy(server, name)
  if (!served) return false
  const { setting, origin } = served
  if (value !== null)
    return served.value === value || (setting.pendingRestart && served.next === value)
  if (lineByPatroni(server, name)) return false
  const isInForce =
    origin.kind === 'file' && origin.file === settingOf(server, 'config_file')?.setting
  return !isInForce || setting.pendingRestart
}
