/** A house that makes clones: a server that archives, a repository, and two bots. */
import { startHowdah } from '#test/support/howdah'
import { twoBots } from '#test/support/kills'
import { archivingServer, clonedFrom, testRepository } from '#test/support/repository'

export const startCloning = async (
  table: string,
  settings: Readonly<Record<string, string>> = {},
) => {
  const repository = testRepository()
  const managed = await archivingServer(repository, settings)
  const howdah = await startHowdah({
    managed,
    tables: [table],
    cluster: await clonedFrom(repository),
  })
  await managed.run(howdah.database, 'grant execute on function pg_switch_wal() to keeper')
  await twoBots(howdah)
  return { repository, managed, howdah }
}
