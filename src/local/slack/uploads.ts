/** Files: announced, uploaded, then shared. Only this module holds the bytes. */
import { ApiFailure } from '#local/slack/api/failure'
import { newId, newSecret } from '#local/slack/ids'
import type { PageFile } from '#local/slack/page-protocol'

export interface StoredFile extends PageFile {
  readonly bytes: Buffer
}

export interface Uploads {
  announce(name: string, length: number, altText: string): { id: string; path: string }
  /** False when the address is unknown or the length differs. */
  receive(path: string, bytes: Buffer): boolean
  share(id: string, title: string | null): PageFile
  find(id: string): StoredFile | null
  /** Oldest first. */
  all(): readonly StoredFile[]
}

export const uploadPath = '/upload/'

const mimetypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  txt: 'text/plain',
  sql: 'text/plain',
  log: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  pdf: 'application/pdf',
}

const mimetypeOf = (name: string): string =>
  mimetypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'

export const createUploads = (kept: readonly StoredFile[]): Uploads => {
  const announced = new Map<string, { id: string; name: string; length: number; alt: string }>()
  const received = new Map(kept.map(file => [file.id, file]))
  return {
    announce(name, length, alt) {
      const id = newId('F')
      const path = `${uploadPath}${newSecret()}`
      announced.set(path, { id, name, length, alt })
      return { id, path }
    },
    receive(path, bytes) {
      const found = announced.get(path)
      if (found === undefined || found.length !== bytes.length) return false
      announced.delete(path)
      const { id, name, alt } = found
      received.set(id, {
        id,
        name,
        title: name,
        altText: alt,
        mimetype: mimetypeOf(name),
        size: bytes.length,
        url: `files/${id}`,
        bytes,
      })
      return true
    },
    share(id, title) {
      const found = received.get(id)
      if (found === undefined) throw new ApiFailure('file_not_found')
      const titled = { ...found, title: title ?? found.title }
      received.set(id, titled)
      const { bytes: _, ...file } = titled
      return file
    },
    find: id => received.get(id) ?? null,
    all: () => [...received.values()],
  }
}
