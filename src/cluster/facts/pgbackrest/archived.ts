/** The files of WAL in the archive of a stanza, by the names that `repo-ls` lists. */
import { z } from 'zod'

const listing = z.record(
  z.string(),
  z.object({ type: z.string(), time: z.number().optional(), size: z.number().optional() }),
)

/** `15-1/0000000100000000/000000010000000000000003-<SHA-1>.gz`: only files that arrived as a whole have such names. */
const walFile = /^[0-9.]+-\d+\/[0-9A-F]{16}\/([0-9A-F]{24})-[0-9a-f]{40}(?:\.(?:gz|lz4|zst|bz2))?$/
const otherFile =
  /^[0-9.]+-\d+\/(?:[0-9A-F]{16}\/)?([0-9A-F]{8}\.history|[0-9A-F]{24}\.[0-9A-F]{8}\.backup)$/

/** By the name of the server's file, when the file arrived, as an ISO time; null for an answer that is no list. */
export const readArchived = (
  text: string,
  archive: string,
): ReadonlyMap<string, string | null> | null => {
  const files = readListing(text)
  if (files === null) return null
  const found = new Map<string, string | null>()
  for (const [path, time] of files) {
    const name = path.startsWith(`${archive}/`)
      ? (walFile.exec(path)?.[1] ?? otherFile.exec(path)?.[1])
      : undefined
    if (name !== undefined)
      found.set(name, time === undefined ? null : new Date(time * 1_000).toISOString())
  }
  return found
}

/** The files of a list, with the time of each in seconds since 1970; null for an answer that is no list. */
export const readListing = (text: string): ReadonlyMap<string, number | undefined> | null => {
  const parsed = listing.safeParse(asJson(text))
  return parsed.success
    ? new Map(
        Object.entries(parsed.data).flatMap(([path, { type, time }]) =>
          type === 'file' ? [[path, time] as const] : [],
        ),
      )
    : null
}

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
