/** The chat of a local Slack survives two starts. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clientOf, goButton, postMessage, testSlack } from '#test/support/bolt'

const folder = () => {
  const dir = mkdtempSync(join(tmpdir(), 'local-slack-chat-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const said: string[] = []
  const keep = { dir, say: (sentence: string) => void said.push(sentence) }
  return { path: join(dir, 'slack.json'), said, start: () => testSlack({ keep }) }
}

describe('the chat of a local Slack', () => {
  test('is there at the next start: messages, threads, direct messages and files', async () => {
    const { said, start } = folder()
    const first = await start()
    const client = clientOf(first)
    const metadata = { event_type: 'run', event_payload: { run: '7' } }
    const plan = { channel: 'C0OPS', text: 'A plan', blocks: [goButton], metadata }
    const { ts = '' } = await postMessage(client, plan)
    await first.say('olga', 'ops', 'a question', ts)
    await postMessage(client, { channel: 'U0ADAM', text: 'psst' })
    await client.filesUploadV2({
      channel_id: 'C0OPS',
      thread_ts: ts,
      filename: 'chart.png',
      file: Buffer.from([137, 80, 0, 255]),
    })
    const shared = await first.waitFor(state => state.messages.find(one => one.files.length))
    await first.close()

    const second = await start()
    expect(second.state.messages).toEqual(first.state.messages)
    expect(second.state.messages).toHaveLength(4)
    expect(second.openIm('adam')).toEqual(first.openIm('adam'))
    expect(second.file(shared.files[0]?.id ?? '')).toEqual(Buffer.from([137, 80, 0, 255]))
    const again = clientOf(second)
    await again.chat.update({ channel: 'C0OPS', ts, text: 'Done' })
    expect(second.state.messages.find(one => one.ts === ts)).toMatchObject({ text: 'Done' })
    const { ts: later = '' } = await postMessage(again, { channel: 'C0OPS', text: 'more' })
    expect(later > (second.state.messages.at(-2)?.ts ?? '')).toBe(true)
    expect(said).toEqual([])
  })

  test('is saved soon, so that a process that is killed loses nothing', async () => {
    const { path, start } = folder()
    const slack = await start()
    await slack.say('olga', 'ops', 'before the end')
    await expect
      .poll(() => existsSync(path) && readFileSync(path, 'utf8'), { timeout: 110_000 })
      .toContain('before the end')
    const second = await start()
    expect(second.state.messages).toMatchObject([{ text: 'before the end' }])
  })

  test('forgets what only one person saw', async () => {
    const { start } = folder()
    const first = await start()
    const client = clientOf(first)
    await client.chat.postEphemeral({ channel: 'C0OPS', user: 'U0OLGA', text: 'only you' })
    await first.say('olga', 'ops', 'stays')
    await first.say('olga', 'ops', '/nope')
    await first.close()
    const { state } = await start()
    expect(state.messages).toMatchObject([{ text: 'stays' }])
    expect([state.notices, state.views]).toEqual([[], []])
  })

  test('is bounded: the newest 2,000 messages', async () => {
    const { start } = folder()
    const first = await start()
    for (let count = 1; count <= 2_002; count += 1) await first.say('olga', 'ops', `no. ${count}`)
    await first.close()
    const { messages } = (await start()).state
    expect([messages.length, messages[0]?.text, messages.at(-1)?.text]).toEqual([
      2_000,
      'no. 3',
      'no. 2002',
    ])
  })

  test.each([
    ['broken', '{"version":1,"messages":[{"te'],
    ['of an older version', '{"version":0}'],
    ['of another shape', '{"version":1,"directs":[],"messages":[{"text":"a"}],"files":[]}'],
  ])('begins empty when its file is %s, says so and keeps it aside', async (_, text) => {
    const { path, said, start } = folder()
    writeFileSync(path, text)
    const first = await start()
    expect(first.state.messages).toEqual([])
    expect(said).toEqual([
      `The chat of the last start is broken or of another version, so the channels begin empty. It is kept as ${path}.broken.`,
    ])
    expect(readFileSync(`${path}.broken`, 'utf8')).toBe(text)
    await first.say('olga', 'ops', 'a new beginning')
    await first.close()
    expect((await start()).state.messages).toMatchObject([{ text: 'a new beginning' }])
    expect(said).toHaveLength(1)
  })

  test('says that it cannot be kept, and goes on', async () => {
    const { path, said, start } = folder()
    const slack = await start()
    rmSync(join(path, '..'), { recursive: true })
    await slack.say('olga', 'ops', 'hello')
    await expect.poll(() => said, { timeout: 110_000 }).toHaveLength(1)
    expect(said[0]).toMatch(
      /^The chat cannot be kept: .*ENOENT.* It is tried again with the next message\.$/,
    )
    expect(slack.state.messages).toHaveLength(1)
  })

  test('leaves nothing where nothing was to be kept', async () => {
    const { path } = folder()
    const slack = await testSlack()
    await slack.say('olga', 'ops', 'hello')
    await slack.close()
    expect(readdirSync(join(path, '..'))).toEqual([])
    expect((await testSlack()).state.messages).toEqual([])
  })
})
