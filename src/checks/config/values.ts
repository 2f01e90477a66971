/** Values in force on the primary, as figures. */
import { settingOf } from '#cluster/facts/config/look'
import { servedBy } from '#cluster/facts/config/served'
import type { TuningAbout } from '#cluster/facts/config/tuning'
import { valueWords } from '#cluster/facts/config/words'

export interface PrimaryValues {
  /** In the base unit of the setting, whatever its type; null where not known. */
  text(name: string): string | null
  number(name: string): number | null
  /** As SHOW writes the value. */
  words(name: string): string
  /** Whether PostgreSQL takes the word for the enumeration. */
  takes(name: string, word: string): boolean
}

export const primaryValues = ({ nodes }: Pick<TuningAbout, 'nodes'>): PrimaryValues => {
  const primary = nodes.find(({ role }) => role === 'primary')
  const served = (name: string) => primary && servedBy(primary, name)
  const text = (name: string) => served(name)?.value ?? null
  return {
    text,
    number(name) {
      const value = text(name)
      return value === null ? null : Number(value)
    },
    words(name) {
      const found = served(name)
      return found ? valueWords(found.setting, found.value) : 'not known'
    },
    takes: (name, word) =>
      primary !== undefined && (settingOf(primary, name)?.choices?.includes(word) ?? false),
  }
}
