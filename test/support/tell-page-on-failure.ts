/** What a person would have seen, printed when a test of local mode fails: the channel's last words and the journal's end. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach } from 'vitest'
import type { OpenLocalMode } from '#test/support/browser'
import { asControlOwner } from '#test/support/local-mode'

export const tellPageOnFailure = (local: OpenLocalMode): void => {
  beforeEach(({ onTestFailed, task }) => {
    onTestFailed(async () => {
      const words = await local.words()
      console.error(`${task.name}:\n${words.slice(-2_000)}`)
      if (!existsSync(join(local.data, 'running.json'))) return
      const journal = await asControlOwner(local.data, [
        `select run_id, kind, step, at, detail from howdah.journal
         order by at desc limit 12`,
      ])
      console.error(JSON.stringify(journal, null, 1))
    })
  })
}
