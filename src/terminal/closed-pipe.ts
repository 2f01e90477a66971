/** A reader that leaves early, as `head` does, ends a program quietly. */

export const endWithTheReader = (): void => {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      endByPipe()
    })
}

/**
 * Ends by SIGPIPE, as other programs do; a shell says 141. Node ignores that signal until a listener has
 * come and gone. `process.exit` would wait, now and then for ever, for the threads of the compiler.
 */
export const endByPipe = (): void => {
  process.on('SIGPIPE', nothing)
  process.off('SIGPIPE', nothing)
  process.kill(process.pid, 'SIGPIPE')
}

const nothing = (): void => {}
