/** Saves the chat soon after each change, and at the end. */
import { rename, writeFile } from 'node:fs/promises'
import { writeChat } from '#local/slack/keep/chat'
import { chatFile } from '#local/slack/keep/open-chat'
import type { Keep } from '#local/slack/options'
import type { Store, StoreEvent } from '#local/slack/store'
import type { Uploads } from '#local/slack/uploads'

/** A run edits its message again and again: edits in quick succession share a save. */
const soonMs = 300

const kept: ReadonlySet<StoreEvent['kind']> = new Set(['message', 'message_deleted', 'channel'])

/** Returns a function that saves a last time and stops. */
export const keepChat = (keep: Keep, store: Store, uploads: Uploads): (() => Promise<void>) => {
  const path = chatFile(keep)
  let timer: NodeJS.Timeout | undefined
  let saving = Promise.resolve()
  let failed = false

  const write = async () => {
    // Writes a second file and renames that file: the chat file is complete at any instant.
    await writeFile(`${path}.new`, writeChat(store.state, uploads.all()), { mode: 0o600 })
    await rename(`${path}.new`, path)
    failed = false
  }
  const save = () => {
    timer = undefined
    saving = saving.then(write).catch((error: unknown) => {
      if (!failed)
        keep.say(
          `The chat cannot be kept: ${String(error)}. It is tried again with the next message.`,
        )
      failed = true
    })
  }
  const off = store.on(event => {
    if (kept.has(event.kind)) timer ??= setTimeout(save, soonMs)
  })

  return async () => {
    off()
    if (timer) {
      clearTimeout(timer)
      save()
    }
    await saving
  }
}
