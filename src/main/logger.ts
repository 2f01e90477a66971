/** The log: JSON lines on standard error; secrets are removed before they are written. */
import { destination, type Logger, pino } from 'pino'
import type { SlackLogger } from '#slack/receive/receivers'

export const openLogger = (level: string): Logger =>
  pino(
    {
      level,
      base: null,
      redact: {
        paths: ['token', '*.token', 'password', '*.password', 'authorization'],
        censor: '…',
      },
      serializers: { err: serialised },
    },
    destination({ dest: 2, sync: true }),
  )

const secrets = /(xox[a-z]-|xapp-)[\w-]+|(:\/\/[^:@\s/]+:)[^@\s]+(?=@)/g

const hide = (text: string): string => text.replaceAll(secrets, '$1$2…')

const serialised = (error: unknown): object => {
  if (!(error instanceof Error)) return { message: hide(String(error)) }
  const code = 'code' in error ? String(error.code) : undefined
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    message: hide(error.message),
    stack: hide(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: serialised(error.cause) }),
  }
}

export const reporter =
  (logger: Logger) =>
  (error: unknown, about: Readonly<Record<string, unknown>>): void =>
    logger.warn({ ...about, err: error }, error instanceof Error ? hide(error.message) : 'trouble')

/** Bolt's own messages, without payloads: payloads may hold text that people typed. */
export const slackLogger = (logger: Logger): SlackLogger => {
  const say =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...said: readonly unknown[]) =>
      logger[level](
        { from: 'bolt' },
        hide(
          said
            .map(one => (one instanceof Error ? one.message : String(one)))
            .join(' ')
            .slice(0, 500),
        ),
      )
  return { debug: () => {}, info: say('debug'), warn: say('warn'), error: say('error') }
}
