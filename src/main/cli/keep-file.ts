/** Keeps the file of an answer where `--save` says, and tells of the file where nobody asked. */
import { saveFile } from '#main/cli/save-file'
import type { Reply } from '#model/reply'
import type { Words } from '#terminal/arguments'
import type { ExitCode } from '#terminal/draw-reply'
import type { Terminal } from '#terminal/terminal'
import { typed } from '#terminal/terminal-text'

/** `exit` is that of the reply. A file that was asked for and is not there is no success for a script. */
export const keepFile = async (
  { reply, exit }: { readonly reply: Reply; readonly exit: ExitCode },
  { text, save }: Pick<Words, 'text' | 'save'>,
  terminal: Terminal,
): Promise<ExitCode> => {
  const file = reply.kind === 'answer' ? streamOf(reply) : undefined
  if (file === undefined) {
    if (save === null || exit === 2) return exit
    terminal.err(
      reply.kind === 'proposed'
        ? 'Nothing was saved: a plan has no file. The plan was made all the same.'
        : 'Nothing was saved: this answer has no file. Leave out --save to read the answer.',
    )
    return reply.kind === 'proposed' ? 1 : 2
  }
  if (save === null) terminal.out(`\nAs a file: ${typed(text)} --save ${file.name}`)
  else if (save === '-')
    for await (const part of file.parts()) terminal.out(part.replace(/\n$/, ''))
  else {
    await saveFile(save, file.parts())
    terminal.out(`\nWritten to ${save}.`)
  }
  return exit
}

const streamOf = ({ file, stream }: Extract<Reply, { readonly kind: 'answer' }>) =>
  stream ?? (file && { name: file.name, parts: () => partsOf(file.text) })

async function* partsOf(text: string): AsyncGenerator<string> {
  yield text
}
