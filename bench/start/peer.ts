/** No more than a bot's three large packages, compiled as the bot keeps them compiled. */
import { keepCompiled } from '#main/compile-cache'

await import('pg')
await import('@slack/bolt')
await import('zod')
keepCompiled()
