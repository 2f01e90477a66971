/** The page's own files, `/` and `/page/<name>`, and the shared files. */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { answerText } from '#local/slack/serve/http'
import type { Uploads } from '#local/slack/uploads'

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
}

/** Quoted names of the page's other files; the page must request these with the token too. */
const neighbours = /(["'])((?:\.\/|page\/)?[\w-]+\.(?:js|css))\1/g

export const isPageFile = (path: string): boolean => /^\/(?:page\/[\w-]+\.(?:js|css))?$/.test(path)

export const answerPageFile = async (
  response: ServerResponse,
  dir: string,
  path: string,
  token: string,
): Promise<void> => {
  const name = path === '/' ? 'index.html' : path.slice('/page/'.length)
  let text: string
  try {
    text = await readFile(join(dir, name), 'utf8')
  } catch {
    return answerText(response, `The page has no ${name}.\n`, 404)
  }
  const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain'
  response.writeHead(200, { 'content-type': type })
  response.end(text.replaceAll(neighbours, `$1$2?token=${token}$1`))
}

/** Types that a browser shows without running code. */
const harmless = new Set(['image/png', 'image/jpeg', 'image/gif', 'text/plain'])

export const answerSharedFile = (response: ServerResponse, uploads: Uploads, id: string): void => {
  const file = uploads.find(id)
  if (file === null) return answerText(response, 'There is no such file.\n', 404)
  const name = encodeURIComponent(file.name)
  const shown = harmless.has(file.mimetype)
  const charset = file.mimetype.startsWith('text/') ? '; charset=utf-8' : ''
  response.writeHead(200, {
    'content-type': shown ? file.mimetype + charset : 'application/octet-stream',
    'content-length': String(file.bytes.length),
    'content-disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
  })
  response.end(file.bytes)
}
