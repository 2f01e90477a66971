/** How much one folder and one name may hold. */
import { posix } from 'node:path'
import type { SourceFile } from '#test/support/house/source-file'

const most = 20

/** A file for each word of the glossary, table or part of the page. */
const larger: Readonly<Record<string, number>> = {
  'src/model': 24,
  'src/store': 24,
  'src/local/slack/page': 40,
}

const isSource = (path: string): boolean => /^(src|commands|playbooks)\/.*\.(ts|js)$/.test(path)

/** Files directly in a folder, not deeper. */
export const checkFolders = (paths: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>()
  for (const path of paths.filter(isSource)) {
    const folder = posix.dirname(path)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].flatMap(([folder, count]) => {
    const limit = larger[folder] ?? most
    return count > limit ? [`${folder} holds ${count} files, at most ${limit}`] : []
  })
}

/** Exported types of Howdah's source; the local Slack has Slack's words. */
export const checkTypeNames = (files: readonly SourceFile[]): readonly string[] => {
  const places = new Map<string, readonly string[]>()
  for (const { path, parsed } of files) {
    if (!isSource(path) || path.startsWith('src/local/slack/')) continue
    for (const node of parsed.program.body) {
      if (node.type !== 'ExportNamedDeclaration') continue
      const { declaration } = node
      if (
        declaration?.type !== 'TSInterfaceDeclaration' &&
        declaration?.type !== 'TSTypeAliasDeclaration'
      )
        continue
      const { name } = declaration.id
      places.set(name, [...(places.get(name) ?? []), path])
    }
  }
  return [...places].flatMap(([name, paths]) =>
    paths.length > 1 ? [`${name} is a type of ${paths.join(' and ')}`] : [],
  )
}
