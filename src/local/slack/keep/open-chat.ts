/** Reads the chat of the last start. */
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Chat, emptyChat, readChat } from '#local/slack/keep/chat'
import type { Keep } from '#local/slack/options'

export const chatFile = ({ dir }: Keep): string => join(dir, 'slack.json')

/** Puts an unreadable chat aside: a chat is worth less than a start. */
export const openChat = (keep: Keep): Chat => {
  const path = chatFile(keep)
  try {
    return readChat(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return emptyChat
    const aside = `${path}.broken`
    renameSync(path, aside)
    keep.say(
      `The chat of the last start is broken or of another version, so the channels begin empty. It is kept as ${aside}.`,
    )
    return emptyChat
  }
}
