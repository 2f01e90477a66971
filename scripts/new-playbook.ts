/** `npm run new:playbook index.advise` */
import { join } from 'node:path'
import { newPlaybook } from '#scripts/new/playbook-files'
import { report, writeNew } from '#scripts/new/write-new'

const root = join(import.meta.dirname, '..')
report(() => writeNew(root, newPlaybook(process.argv[2] ?? '')))
