import { answering } from '#test/support/patroni/recorded'

/** An address between Howdah and a Patroni: questions pass, and a change is answered as `say` says. */
export const between = (
  rest: string,
  say: {
    /** Whether Patroni hears of the change. */
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
      const isChange = method !== 'GET'
      const pass = async () => {
        const said = await fetch(`${rest}${url}`, {
          method,
          ...(isChange ? { body: Buffer.concat(chunks) } : {}),
          headers: { authorization: headers.authorization ?? '' },
        })
        return [said.status, await said.text()] as const
      }
      const tell = (one: typeof say.answer) => one && answer.writeHead(one[0]).end(one[1])
      if (!isChange) return void pass().then(tell, () => answer.destroy())
      // Patroni answers a switchover once that is over.
      if (say.passes) void pass().catch(() => {})
      tell(say.answer)
    })
  })
