/**
 * The value that a server gives to a session without an own value, and the origin of the value.
 * Howdah's own session sets some settings itself, and then pg_settings tells nothing of the server.
 */
import type { FileSetting } from '#cluster/facts/config/file-settings'
import { type ConfigNode, settingOf } from '#cluster/facts/config/look'
import type { Setting } from '#cluster/facts/config/settings'
import { asInForce } from '#text/setting-value'

export type ValueOrigin =
  | { readonly kind: 'default' | 'command line' | 'environment' | 'unknown' }
  | {
      readonly kind: 'file' | 'alter system'
      /** Null where the login may not see the place. */
      readonly file: string | null
      readonly line: number | null
    }

export interface ServedSetting {
  readonly setting: Setting
  /** In the base unit; null where the login cannot tell. */
  readonly value: string | null
  readonly origin: ValueOrigin
  /** The value after the next restart, in the base unit; the same as `value` where nothing waits. */
  readonly next: string | null
}

type Server = Pick<ConfigNode, 'settings' | 'files'>

/** Undefined for a name that the node does not know. */
export const servedBy = (node: Server, name: string): ServedSetting | undefined => {
  const setting = settingOf(node, name)
  if (!setting) return undefined
  const line = linesOf(node, setting.name).at(-1)
  const now = inForce(node, setting, line)
  return { setting, ...now, next: nextOf(setting, now.value, line) }
}

/** The lines about a setting in the order of reading; none where the files cannot be read. */
export const linesOf = (
  { files }: Pick<ConfigNode, 'files'>,
  name: string,
): readonly FileSetting[] =>
  (files.lines ?? []).filter(line => line.name?.toLowerCase() === name.toLowerCase())

/** The line that ALTER SYSTEM wrote. */
export const lineByAlterSystem = (node: ConfigNode, name: string): FileSetting | undefined =>
  linesOf(node, name).findLast(({ file }) => isAutomatic(file))

export const isAutomatic = (file: string): boolean => file.endsWith('/postgresql.auto.conf')

const ofServer: Readonly<Record<string, 'default' | 'command line' | 'environment' | 'file'>> = {
  default: 'default',
  override: 'default',
  'environment variable': 'environment',
  'command line': 'command line',
  'configuration file': 'file',
}

const inForce = (
  node: Server,
  setting: Setting,
  line: FileSetting | undefined,
): Pick<ServedSetting, 'value' | 'origin'> => {
  const kind = ofServer[setting.source]
  if (kind === 'file') return { value: setting.setting, origin: placed(setting.file, setting.line) }
  if (kind) return { value: setting.setting, origin: { kind } }
  // With a value that the server does not take, the former stays in force.
  const isBroken = line?.error != null && setting.context !== 'postmaster'
  if (node.files.lines === null || isBroken) return { value: null, origin: { kind: 'unknown' } }
  return line?.setting == null
    ? { value: setting.boot, origin: { kind: 'default' } }
    : { value: asInForce(line.setting, setting), origin: placed(line.file, line.line) }
}

const placed = (file: string | null, line: number | null): ValueOrigin => ({
  kind: file !== null && isAutomatic(file) ? 'alter system' : 'file',
  file,
  line,
})

const nextOf = (
  setting: Setting,
  value: string | null,
  line: FileSetting | undefined,
): string | null => {
  if (!setting.pendingRestart) return value
  return line?.setting == null ? setting.boot : asInForce(line.setting, setting)
}
