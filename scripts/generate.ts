/** `npm run generate`: writes the files that come from the catalogues. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generatedFiles } from '#scripts/generate/generated-files'

const root = join(import.meta.dirname, '..')
const files = await generatedFiles(root)
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
for (const name of readdirSync(join(root, 'docs/playbooks')))
  if (!files.has(`docs/playbooks/${name}`)) rmSync(join(root, 'docs/playbooks', name))
console.log(`Wrote ${[...files.keys()].join(', ')}.`)
