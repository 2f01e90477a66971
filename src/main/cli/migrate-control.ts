/** `howdah migrate`: brings the control database to this version, as its owner. */
import { removeEntries } from '#audit/tombstones/remove-entries'
import { signingKeysOf } from '#config/signing-keys'
import { openRowSigner } from '#signing/rows'
import { BadConfig } from '#src/errors'
import { migrate } from '#store/migrate'
import type { ExitCode } from '#terminal/draw-reply'
import type { Terminal } from '#terminal/terminal'
import { counted } from '#text/figures'

/** Needs no inventory: the migration comes before all other configuration. */
export const migrateControl = async (
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { DATABASE_OWNER_URL: ownerUrl = '', DATABASE_URL: url = '' } = env
  const problems = Object.entries({ DATABASE_OWNER_URL: ownerUrl, DATABASE_URL: url }).flatMap(
    ([name, value]) =>
      URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)
        ? []
        : [`${name} is not of the form postgres://user:password@host:port/database.`],
  )
  const keys = signingKeysOf(env, problems)
  if (problems.length > 0) throw new BadConfig(problems)
  const done = await migrate(ownerUrl, decodeURIComponent(new URL(url).username))
  terminal.out(
    done.length === 0
      ? 'The control database is up to date.'
      : `The control database is up to date now: ${done.join(', ')}.`,
  )
  // Without a key no tombstone counts: the entries wait for a process with the key.
  if (keys.length > 0) {
    const removed = await removeEntries(ownerUrl, openRowSigner(keys))
    if (removed > 0)
      terminal.out(`${counted(removed, 'entry', 'entries')} of the record removed, as agreed.`)
  }
  return 0
}
