/** `howdah migrate`: brings the control database to this version, as its owner. */
import { BadConfig } from '#src/errors'
import { migrate } from '#store/migrate'
import type { ExitCode } from '#terminal/draw-reply'
import type { Terminal } from '#terminal/terminal'

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
  if (problems.length > 0) throw new BadConfig(problems)
  const done = await migrate(ownerUrl, decodeURIComponent(new URL(url).username))
  terminal.out(
    done.length === 0
      ? 'The control database is up to date.'
      : `The control database is up to date now: ${done.join(', ')}.`,
  )
  return 0
}
