/** Tar archives and manifests as PostgreSQL writes them, made by hand. */
import { createHash } from 'node:crypto'

/** By path, the content of each file; null for a folder. */
export type Files = Readonly<Record<string, string | null>>

const block = 512

export const tarOf = (files: Files): Buffer =>
  Buffer.concat([
    ...Object.entries(files).flatMap(([path, text]) => {
      const content = Buffer.from(text ?? '')
      return [
        headerOf(path, text === null ? '5' : '0', content.length),
        content,
        Buffer.alloc((block - (content.length % block)) % block),
      ]
    }),
    Buffer.alloc(2 * block),
  ])

const headerOf = (path: string, kind: string, bytes: number): Buffer => {
  const header = Buffer.alloc(block)
  header.write(path, 0)
  header.write('0000600 ', 100)
  header.write(`${bytes.toString(8).padStart(11, '0')} `, 124)
  header.fill(' ', 148, 156)
  header.write(kind, 156)
  header.write('ustar', 257)
  const sum = header.reduce((all, byte) => all + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

export const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** `ranges`: the lines of WAL-Ranges. */
export const manifestOf = (
  files: Readonly<Record<string, string>>,
  ranges: readonly string[] = [
    '{ "Timeline": 1, "Start-LSN": "0/2000028", "End-LSN": "0/2000158" }',
  ],
): string => {
  const lines = Object.entries(files).map(([path, text]) =>
    JSON.stringify({
      Path: path,
      Size: Buffer.byteLength(text),
      'Last-Modified': '2026-11-30 02:00:00 GMT',
      'Checksum-Algorithm': 'SHA256',
      Checksum: sumOf(text),
    }),
  )
  const body = `{ "PostgreSQL-Backup-Manifest-Version": 2,
"System-Identifier": 7500000000000000001,
"Files": [
${lines.join(',\n')}
],
"WAL-Ranges": [
${ranges.join(',\n')}
],
`
  return `${body}"Manifest-Checksum": "${sumOf(body)}"}\n`
}
