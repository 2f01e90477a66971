/** The words about a PgBouncer of which all stands still, for answers, alarms and refusals. */
import type { PoolerFacts } from '#cluster/facts/pool/look'

export interface HaltedWords {
  readonly because: string
  readonly instead: string
}

/** Undefined where nothing of the kind is known. */
export const haltedWords = ({
  name,
  halted,
  version,
}: Pick<PoolerFacts, 'name' | 'halted' | 'version'>): HaltedWords | undefined => {
  if (halted === null) return undefined
  if (halted !== 'perhaps')
    return {
      because: `All of ${name} is ${halted}, with every database and not by Howdah: clients wait.`,
      instead: `Ask whoever did that, then send RESUME without a name on the console of ${name}.`,
    }
  const said = version === null ? name : `PgBouncer ${version.major}.${version.minor}`
  return {
    because: `Clients of ${name} wait, and it has no server for them: either all of ${name} is paused (PAUSE without a name), or its servers cannot be reached from there. ${said} does not say which.`,
    instead: `Read the log of ${name}; where it is paused, send RESUME without a name on its console.`,
  }
}
