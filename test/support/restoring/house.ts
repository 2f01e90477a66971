/** A house whose server is backed up to any kind of repository: the same claims about restores hold for each. */
import type { Howdah } from '#test/support/howdah'
import type { TestServer } from '#test/support/postgres'

export interface RestoringHouse {
  readonly howdah: Howdah
  readonly managed: TestServer
  /** The folder of the clones. */
  readonly clones: string
  /** Resolves when all that the server wrote so far is archived. */
  readonly archiveAll: () => Promise<unknown>
}
