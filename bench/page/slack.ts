/**
 * The local Slack of a build, with ninety commands to complete and nobody behind them. Prints the page's address; each
 * line of input posts as many messages as the line says, and the number is printed once all are posted.
 */
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { startLocalSlack as start } from '#local/slack/server'
import type { localWorkspace as workspace } from '#main/local/workspace'

const [root = ''] = process.argv.slice(2)
const load = <T>(path: string): Promise<T> => import(join(root, path)) as Promise<T>

const { startLocalSlack } = await load<{ startLocalSlack: typeof start }>(
  'src/local/slack/server.ts',
)
const { localWorkspace } = await load<{ localWorkspace: typeof workspace }>(
  'src/main/local/workspace.ts',
)

const commands = 90
const known = localWorkspace.app.completions ?? []
const made = Array.from({ length: Math.max(0, commands - known.length) }, (_, place) => ({
  text: `/pg subject${place} verb `,
  hint: 'As long as a summary is',
}))

const slack = await startLocalSlack({
  ...localWorkspace,
  app: { ...localWorkspace.app, completions: [...known, ...made].slice(0, commands) },
  limits: { postsPerSecond: 1_000_000, postBurst: 1_000_000 },
})

const post = async (place: number): Promise<void> => {
  const text = `Message ${place}: *shop*: index \`users_${place}_idx\` was scanned ${place} times.`
  const answered = await fetch(new URL('chat.postMessage', slack.apiUrl), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${slack.botToken}`,
      'content-type': 'application/json; charset=utf-8',
    },
    body: JSON.stringify({
      channel: 'C_OPS',
      text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
    }),
  })
  const { ok, error } = (await answered.json()) as { readonly ok: boolean; readonly error?: string }
  if (!ok) throw new Error(`The local Slack refuses a message: ${error}`)
}

let posted = 0
console.log(slack.url)
for await (const line of createInterface(process.stdin)) {
  for (const until = posted + Number(line); posted < until; posted += 1) await post(posted)
  console.log(posted)
}
await slack.close()
