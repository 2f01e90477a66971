/** Words about settings, the same in answers and plans. */

import type { OwnValue } from '#cluster/facts/config/own-values'
import type { ValueOrigin } from '#cluster/facts/config/served'
import type { Setting } from '#cluster/facts/config/settings'
import { bytes } from '#text/figures'
import { shownSetting } from '#text/setting-value'

/** `64MB`, as SHOW writes the value; `''` for an empty one. */
export const valueWords = (
  setting: Pick<Setting, 'unit' | 'vartype'>,
  value: string | null,
): string => {
  if (value === null) return 'not known'
  return value === '' ? `''` : shownSetting(value, setting)
}

/** `ALTER SYSTEM (postgresql.auto.conf, line 3)`. */
export const originWords = (origin: ValueOrigin): string => {
  switch (origin.kind) {
    case 'default':
      return 'default'
    case 'command line':
      return 'the server’s command line'
    case 'environment':
      return 'an environment variable of the server'
    case 'unknown':
      return 'not known'
    case 'alter system':
      return `ALTER SYSTEM (${placeWords(origin)})`
    case 'file':
      return origin.file === null ? 'a configuration file' : placeWords(origin)
  }
}

export const placeWords = ({
  file,
  line,
}: {
  readonly file: string | null
  readonly line: number | null
}): string => `${file?.split('/').at(-1) ?? 'a configuration file'}, line ${line ?? '?'}`

/** When a new value of the server counts (manual 54.24, contexts). */
export const takesEffect = ({ context }: Pick<Setting, 'context'>): string => {
  switch (context) {
    case 'internal':
      return 'It cannot be changed.'
    case 'postmaster':
      return 'A change counts after a restart.'
    case 'sighup':
      return 'A change counts after a reload.'
    case 'backend':
    case 'superuser-backend':
      return 'A change counts after a reload, in sessions that begin later.'
    default:
      return 'A change counts after a reload, in every session that has no value of its own.'
  }
}

/** `role billing in database app`. */
export const whoseWords = ({ role, database }: Pick<OwnValue, 'role' | 'database'>): string =>
  [
    ...(role === null ? [] : [`role ${role}`]),
    ...(database === null ? [] : [`database ${database}`]),
  ].join(' in ') || 'every role'

/** The values that PostgreSQL accepts: `from 64kB to 2TB`. */
export const rangeWords = (setting: Setting): string | null => {
  const { vartype, choices, minimum, maximum } = setting
  if (vartype === 'bool') return 'on or off'
  if (vartype === 'enum') return `one of ${(choices ?? []).join(', ')}`
  if (minimum === null || maximum === null) return null
  return `from ${valueWords(setting, minimum)} to ${valueWords(setting, maximum)}${roundly(setting, maximum)}`
}

const inBytes: Readonly<Record<string, number>> = { B: 1, kB: 1_024, MB: 1_024 ** 2 }

/** Nobody reads 2147483647kB as a size. */
const roundly = ({ unit }: Setting, maximum: string): string => {
  const [, times = '', name = ''] = /^(\d*)(B|kB|MB)$/.exec(unit ?? '') ?? []
  const each = inBytes[name]
  return each === undefined || Number(maximum) < 1_000_000
    ? ''
    : ` (about ${bytes(Number(maximum) * Number(times || 1) * each)})`
}
