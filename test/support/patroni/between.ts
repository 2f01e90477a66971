import { answering } from '#test/support/patroni/recorded'

/** An address between Howdah and a Patroni: questions pass, and a request for a switchover is answered as `say` says. */
export const between = (
  rest: string,
  say: {
    /** Whether Patroni hears of the request. */
    readonly passes: boolean
    /** Null for silence. */
    readonly answer: readonly [status: number, text: string] | null
  },
): Promise<string> =>
  answering((request, answer) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = 'GET', url = '', headers } = request
      const isPost = method === 'POST'
      const pass = async () => {
        const said = await fetch(`${rest}${url}`, {
          method,
          ...(isPost ? { body: Buffer.concat(chunks) } : {}),
          headers: { authorization: headers.authorization ?? '' },
        })
        return [said.status, await said.text()] as const
      }
      const tell = (one: typeof say.answer) => one && answer.writeHead(one[0]).end(one[1])
      if (!isPost) return void pass().then(tell, () => answer.destroy())
      // Patroni answers once its switchover is over.
      if (say.passes) void pass().catch(() => {})
      tell(say.answer)
    })
  })
