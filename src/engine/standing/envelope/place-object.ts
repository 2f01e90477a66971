/** Where the objects of a plan belong, from the plan's own effects: to a schema, and to the tables that their locks name. */
import type { Effect } from '#model/effect'
import type { ObjectPattern } from '#model/standing/envelope'

/** The schema of `public.users` or `"My Schema".users`; null for an object without a schema, such as a session. */
export const schemaOf = (object: string): string | null =>
  /^("(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)\.(?:"(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)$/.exec(object)?.[1] ??
  null

/** The tables that each object is a part of: another step of the plan may take the lock that tells. */
export const tablesOf = (
  effects: readonly Pick<Effect, 'object' | 'lock'>[],
): ((object: string) => readonly string[]) => {
  const tables = Map.groupBy(
    effects.filter(({ object, lock }) => lock !== null && lock.table !== object),
    ({ object }) => object,
  )
  return object => [...new Set((tables.get(object) ?? []).flatMap(({ lock }) => lock?.table ?? []))]
}

export const fits = (
  object: string,
  pattern: ObjectPattern,
  tables: readonly string[],
): boolean => {
  switch (pattern.kind) {
    case 'exact':
      return object === pattern.name
    case 'child-of':
      return tables.length === 1 && tables[0] === pattern.name
    case 'in':
      return schemaOf(object) === pattern.name
  }
}
