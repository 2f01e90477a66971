/** A file's name is what people say, and each file is in its catalogue. */
import { type House, resolveOwn } from '#test/support/house/import-rules'
import type { SourceFile } from '#test/support/house/source-file'

const kinds = [
  { folder: 'commands', says: (stem: string) => ['words', stem.replaceAll('-', ' ')] },
  { folder: 'playbooks', says: (stem: string) => ['name', stem.replaceAll('/', '.')] },
] as const

export const checkCatalogues = (house: House, files: readonly SourceFile[]): readonly string[] =>
  kinds.flatMap(({ folder, says }) => {
    const all = files.filter(({ path }) => path.startsWith(`${folder}/`))
    const members = folder === 'playbooks' ? all.filter(file => !isCompanion(file, all)) : all
    const catalogue = members.find(({ path }) => path === `${folder}/catalogue.ts`)
    if (members.length === 0) return []
    if (!catalogue) return [`${folder} has no catalogue.ts`]
    const listed = catalogue.imports.map(({ specifier }) =>
      resolveOwn(house, catalogue.path, specifier),
    )
    return members
      .filter(member => member !== catalogue)
      .flatMap(({ path, text }) => {
        const [key = '', value = ''] = says(path.slice(folder.length + 1, -'.ts'.length))
        const found: string[] = []
        if (!listed.includes(path)) found.push(`${path} is not in ${catalogue.path}`)
        // `who-can` is one word as people type it: hyphens may stay.
        const said = new RegExp(`${key}: '${value.replaceAll(' ', '[ -]')}'`)
        if (!said.test(text)) found.push(`${path} does not say ${key}: '${value}'`)
        return found
      })
  })

/** `create-plan.ts` beside `create.ts`: one of the parts of a playbook that outgrew one file. */
const isCompanion = ({ path }: SourceFile, all: readonly SourceFile[]): boolean => {
  const owner = path.replace(/-[^/]*\.ts$/, '.ts')
  return owner !== path && all.some(one => one.path === owner)
}
