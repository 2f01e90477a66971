import type { Patroni, PatroniServer } from '#test/support/patroni/start-patroni'

/** Asks a Patroni behind Howdah, with the login for changes: `PATCH /config`. */
export const askPatroni = async (
  { rest }: Pick<PatroniServer, 'rest'>,
  { login }: Pick<Patroni, 'login'>,
  request: 'PATCH /config' | 'POST /restart',
  body: object,
): Promise<void> => {
  const [method = '', path = ''] = request.split(' ')
  const answer = await fetch(`${rest}${path}`, {
    method,
    headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  })
  if (!answer.ok) throw new Error(`Patroni says ${answer.status}: ${await answer.text()}`)
}
