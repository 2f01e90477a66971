/** `backup.manifest` of pgBackRest: the files of a backup, each with the backup in the folder of which the file lies. */
import { z } from 'zod'

export interface StanzaManifest {
  /** Paths in the folder of backups: `20261130-101112F/pg_data/PG_VERSION.gz`. */
  readonly paths: readonly string[]
  /** Files of the server. */
  readonly files: number
  /** By oid, where each tablespace lay. */
  readonly tablespaces: Readonly<Record<string, string>>
}

const file = z.object({
  reference: z.string().optional(),
  /** The number of a bundle of small files. */
  bni: z.int().optional(),
  size: z.number().default(0),
})

const endings: Readonly<Record<string, string>> = {
  none: '',
  gz: '.gz',
  lz4: '.lz4',
  zst: '.zst',
  bz2: '.bz2',
}

/** Undefined for a text that is no manifest. */
export const readManifest = (text: string, backup: string): StanzaManifest | undefined => {
  const sections = sectionsOf(text)
  const options = sections.get('backup:option') ?? new Map<string, string>()
  const files = sections.get('target:file')
  if (!files) return undefined
  const ending = endings[stringIn(options.get('option-compress-type'))] ?? '.gz'
  const bundled = options.get('option-bundle') === 'true'
  const paths = new Set<string>()
  for (const [name, value] of files) {
    const parsed = file.safeParse(asJson(value))
    if (!parsed.success) return undefined
    const { reference = backup, bni, size } = parsed.data
    if (bni !== undefined) paths.add(`${reference}/bundle/${bni}`)
    // With bundles an empty file is nowhere.
    else if (size > 0 || !bundled) paths.add(`${reference}/${name}${ending}`)
  }
  return { paths: [...paths], files: files.size, tablespaces: tablespacesOf(sections) }
}

const target = z.object({ path: z.string(), 'tablespace-id': z.string().optional() })

const tablespacesOf = (
  sections: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...(sections.get('backup:target')?.values() ?? [])].flatMap(value => {
      const parsed = target.safeParse(asJson(value))
      const oid = parsed.data?.['tablespace-id']
      return parsed.success && oid !== undefined ? [[oid, parsed.data.path] as const] : []
    }),
  )

const sectionsOf = (text: string): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const found = new Map<string, Map<string, string>>()
  let open: Map<string, string> | undefined
  for (const line of text.split('\n')) {
    const section = /^\[([a-z:]+)\]$/.exec(line)?.[1]
    if (section !== undefined) {
      open = new Map()
      found.set(section, open)
      continue
    }
    // A name may have an equals sign, a value in JSON begins behind the first that JSON follows.
    const [, name, value] = /^(.+?)=((?:["{[\d-]|true|false|null).*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) open?.set(name, value)
  }
  return found
}

const stringIn = (value: string | undefined): string =>
  z.string().safeParse(asJson(value ?? '')).data ?? ''

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
