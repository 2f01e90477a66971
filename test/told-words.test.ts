/** Howdah knows each command that a document or Compose tells people to say. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { commands } from '#commands/catalogue'
import { ownWords } from '#terminal/own-words'
import { readSourceTree } from '#test/support/house/source-tree'

const root = join(import.meta.dirname, '..')
const spoken = commands.map(({ words }) => words)
const typed = [...spoken, ...ownWords.map(([words]) => words.replace(/ [-<[].*/, ''))]

const isKnown = (words: readonly string[], said: string): boolean =>
  words.some(known => said === known || said.startsWith(`${known} `))

/** Names of sessions on a server, not commands. */
const sessions = ['look', 'trial', 'migrate', 'readers']

const toldIn = (text: string): readonly string[] => [
  ...[...text.matchAll(/npm run -s howdah -- ([a-z][a-z -]*[a-z])/g)].map(([, said = '']) => said),
  ...[...text.matchAll(/`howdah ([a-z][^`]*)`/g)].map(([, said = '']) => said),
]

const askedIn = (text: string): readonly string[] =>
  [...text.matchAll(/`\/pg ([a-z][^`]*)`/g)].map(([, said = '']) => said)

const pages = [...readSourceTree(root)].filter(([path]) => /\.(md|yaml)$/.test(path))

/** What people do not say, and what they say instead. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/What shall it be/, 'What do you want to do?'],
  [/Do That/, 'the verb on the button'],
  [/\bMend\b|\bmend that/, 'fix'],
  [/There are \$\{/, 'Known clusters: …'],
  [
    /\bthing needs|\bthings need|\bthings are missing|nothing is missing/,
    'finding, problem, all checks passed',
  ],
  [/looks as \$|acts as \$\{credentials/, 'reads with login …, changes with login …'],
  [/could not be tried beforehand/, 'could not be tested first'],
  [/cancelled after \$/, 'times out after …'],
  [/if every row fits/, 'at most …'],
  [/without blocking anybody/, 'without blocking reads or writes'],
  [/unless you know why not/, 'if unsure'],
  [/\b[Aa]sked by \$/, 'requested by'],
  [/took it back|is taken back\./, 'withdrew, is withdrawn'],
  [/Taken back by/, 'Undone by'],
  [/let this run alone/, 'ran this without approval'],
  [/it says now/, 'it now says'],
  [/fell silent|token ran out/, 'stopped responding; its lease expired'],
  [/Looked again|what would be done\./, 'Re-checked: the plan is unchanged.'],
  [/[Tt]he message of this plan/, 'Go to the plan'],
  [/to look at\.`/, 'to review'],
  [/no such session/, 'no session … with that start'],
  [/This is needed\./, 'This field is required.'],
  [/Not asked yet/, 'Not sent yet'],
]

const folders = /^(src|commands|playbooks|docs)\/.*\.(ts|md)$|^README\.md$/

describe('the words', () => {
  test('that people do not say are in no sentence', () => {
    const found = [...readSourceTree(root)]
      .filter(([path]) => folders.test(path))
      .flatMap(([path, text]) =>
        banned
          .filter(([words]) => words.test(text))
          .map(([words, say]) => [path, String(words), say]),
      )
    expect(found).toEqual([])
  })

  test('that documents tell people to type exist', () => {
    const told = pages.flatMap(([, text]) => toldIn(text))
    expect(told).toContain('config check')
    expect(told.filter(said => !isKnown([...typed, ...sessions], said))).toEqual([])
  })

  test('that documents tell people to say in Slack exist', () => {
    const asked = pages.flatMap(([, text]) => askedIn(text))
    expect(asked).toContain('audit export')
    expect(asked.filter(said => !isKnown(spoken, said))).toEqual([])
  })

  test('that Compose starts the command line with exist', () => {
    const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
      merge: true,
    }) as { services: Record<string, { command?: readonly string[] }> }
    const started = Object.values(services).flatMap(({ command }) =>
      command?.includes('src/cli.ts') ? [command.slice(command.indexOf('src/cli.ts') + 1)] : [],
    )
    expect(started).not.toEqual([])
    expect(started.map(words => words.join(' ')).filter(said => !isKnown(typed, said))).toEqual([])
  })
})
