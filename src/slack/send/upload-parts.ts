/** Uploads a file part by part. Slack's SDK would hold the whole file in memory. */
import { Readable } from 'node:stream'
import type { WebClient } from '@slack/web-api'
import { Failure } from '#src/errors'
import { bytes } from '#text/figures'

export interface UploadInParts {
  readonly name: string
  readonly title: string
  readonly altText: string
  readonly comment: string
  /** Each call gives the same parts again: once for the length, which Slack wants to know first, and once to send. */
  readonly parts: () => AsyncIterable<string>
}

/** https://slack.com/help/articles/201330736: 1 GB. */
const mostBytes = 1_000_000_000

export const uploadParts = async (
  client: WebClient,
  channel: string,
  { name, title, altText, comment, parts }: UploadInParts,
): Promise<void> => {
  let length = 0
  for await (const part of parts()) length += Buffer.byteLength(part)
  // Slack takes no empty file.
  if (length === 0) return
  if (length > mostBytes)
    throw new Failure(
      'slack.file',
      `${name} has ${bytes(length)}, and Slack takes no file over 1 GB.`,
      'Ask for it on the command line, which saves a file of any size.',
    )
  const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
    filename: name,
    length,
    alt_text: altText,
  })
  const sent: RequestInit & { readonly duplex: 'half' } = {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(length) },
    body: Readable.toWeb(Readable.from(bytesOf(parts()))) as ReadableStream,
    duplex: 'half',
  }
  const { status } = await fetch(url, sent)
  if (status !== 200) throw new Error(`Slack answers the upload of ${name} with ${status}`)
  await client.files.completeUploadExternal({
    files: [{ id, title }],
    channel_id: channel,
    initial_comment: comment,
  })
}

async function* bytesOf(parts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const part of parts) yield Buffer.from(part)
}
