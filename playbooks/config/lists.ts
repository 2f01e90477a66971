/** Settings with a list of names as the value: ALTER SYSTEM takes each name apart (guc_tables.c, GUC_LIST_QUOTE). */
import type { SettingValue } from '#model/actions/setting'

const lists: ReadonlySet<string> = new Set([
  'search_path',
  'temp_tablespaces',
  'session_preload_libraries',
  'shared_preload_libraries',
  'local_preload_libraries',
  'unix_socket_directories',
])

export const isList = (name: string): boolean => lists.has(name.toLowerCase())

/** The value for ALTER SYSTEM. An element without quotes is taken in small letters, as an identifier is. */
export const asValue = (name: string, text: string): NonNullable<SettingValue['value']> => {
  if (!isList(name)) return text
  const elements = text.match(/"(?:[^"]|"")*"|[^,\s][^,]*/g) ?? ['']
  return elements.map(element =>
    element.startsWith('"')
      ? element.slice(1, -1).replaceAll('""', '"')
      : element.trim().toLowerCase(),
  )
}

/** The same text for the same list, however people write the list. */
export const asCompared = (name: string, text: string | null): string | null =>
  text === null || !isList(name) ? text : JSON.stringify(asValue(name, text))
