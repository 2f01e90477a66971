/** `npm run new:command "index advise"` */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { newCommand } from '#scripts/new/command-files'
import { report, writeNew } from '#scripts/new/write-new'

const root = join(import.meta.dirname, '..')
const words = process.argv.slice(2).join(' ')
report(() => {
  if (existsSync(join(root, 'playbooks', `${words.replace(' ', '/')}.ts`)))
    throw new Error(`The playbook ${words.replace(' ', '.')} says these words by itself.`)
  return writeNew(root, newCommand(words))
})
