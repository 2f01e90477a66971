/** A file has the name that people say, and a place in the catalogue. */
import { type House, isEntry, resolveOwn } from '#test/support/house/import-rules'
import type { SourceFile } from '#test/support/house/source-file'

const kinds = [
  { folder: 'commands', says: (stem: string) => ['words', stem.replaceAll('/', ' ')] },
  { folder: 'playbooks', says: (stem: string) => ['name', stem.replaceAll('/', '.')] },
] as const

export const checkCatalogues = (house: House, files: readonly SourceFile[]): readonly string[] =>
  kinds.flatMap(({ folder, says }) => {
    const all = files.filter(({ path }) => path.startsWith(`${folder}/`))
    const catalogue = all.find(({ path }) => path === `${folder}/catalogue.ts`)
    if (all.length === 0) return []
    if (!catalogue) return [`${folder} has no catalogue.ts`]
    const listed = catalogue.imports.map(({ specifier }) =>
      resolveOwn(house, catalogue.path, specifier),
    )
    return all.filter(isEntry).flatMap(({ path, text }) => {
      const [key = '', value = ''] = says(path.slice(folder.length + 1, -'.ts'.length))
      const found: string[] = []
      if (!listed.includes(path)) found.push(`${path} is not in ${catalogue.path}`)
      // `who-can` is one word as people type it: hyphens may stay.
      const said = new RegExp(`${key}: '${value}'`)
      if (!said.test(text)) found.push(`${path} does not say ${key}: '${value}'`)
      return found
    })
  })
