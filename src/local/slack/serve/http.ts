/** Reads requests and writes answers, without any knowledge of their content. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Json } from '#local/slack/page-protocol'

/** Slack's own limit for an upload is far higher; 64 MiB is enough here. */
const longestBody = 64 * 1024 * 1024

export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBody) throw new Error('The body is longer than 64 MiB.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export const contentType = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

export const answerJson = (
  response: ServerResponse,
  body: Json,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(JSON.stringify(body))
}

export const answerText = (
  response: ServerResponse,
  text: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers })
  response.end(text)
}
