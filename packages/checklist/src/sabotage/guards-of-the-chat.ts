import type { Guard } from './guard.ts'

type Row = [guard: string, file: string, cut: string, paste: string, test: string, tests?: string]

const of = (rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, test, tests = 'chat/session']) => ({
    guard: `the chat of the command line: ${guard}`,
    file: `apps/ai-host-cli/src/${file}.ts`,
    cut,
    paste,
    red: { file: `apps/ai-host-cli/src/${tests}.test.ts`, test },
  }))

/** What a model, a document or a service behind it may do to a terminal, and to the person at it. */
export const chat = of([
  [
    'no control of a terminal',
    'printable',
    '\\p{Cc}',
    '',
    'the clipboard (OSC 52) becomes something to look at',
    'printable',
  ],
  [
    'nothing that reorders or hides text',
    'printable',
    '\\p{Cf}',
    '',
    'a right-to-left override becomes something to look at',
    'printable',
  ],
  [
    'an answer is printed without its controls',
    'chat/answer-printer',
    'printable(text)',
    'text',
    'what a model writes moves no cursor',
  ],
  [
    'no line of a model looks like ours',
    'chat/answer-printer',
    "(lineOpen ? '' : GUTTER)",
    "''",
    'what a model writes moves no cursor',
  ],
  [
    'what is approved is shown on lines of its own',
    'chat/approval',
    'printableLine(JSON.stringify(value))',
    'String((value as { toString(): string }))',
    'neither do the arguments of a call',
  ],
  [
    'an Enter approves nothing',
    'chat/approval',
    "answer === 'y' ||",
    "answer === '' || answer === 'y' ||",
    'an Enter, or a line typed before',
  ],
  [
    'what was typed before the question is no answer to it',
    'chat/lines',
    'typed.length = 0',
    '',
    'an Enter, or a line typed before',
  ],
  [
    'the end of the input declines',
    'chat/approval',
    'return false',
    'return answer === undefined',
    'an Enter, or a line typed before',
  ],
  [
    'Ctrl-C at a question is no answer',
    'chat/session',
    'busy.abort()\n      return lines.cancel()',
    'return lines.cancel()',
    'Ctrl-C at a question',
  ],
  [
    'a page to connect is secure',
    'chat/operations',
    'secure && page.username',
    'page.username',
    'nobody is shown javascript',
  ],
  [
    'a page to connect is where it says',
    'chat/operations',
    "page.username === ''",
    'true',
    'nobody is shown https://vault.contoso.example@',
  ],
  [
    'a call that waits is not begun a second time',
    'chat/orchestrator-fetch',
    '|| refusal.operation !== undefined',
    '',
    'what waits at the orchestrator is not sent again',
    'chat/orchestrator-fetch',
  ],
  [
    'Token A goes to the orchestrator only',
    'chat/orchestrator-fetch',
    'if (url.origin !== origin)',
    'if (origin === undefined)',
    'a token leaves for the orchestrator',
    'chat/orchestrator-fetch',
  ],
  [
    'a server that is not named gets nothing',
    'chat/delegation',
    'const scopes = allowed.get(name) ?? []',
    'const scopes = allowed.get(name) ?? offered.get(name) ?? []',
    'narrowed to one server:',
    'chat/delegation',
  ],
  [
    'a typing error narrows and widens nothing',
    'chat/delegation',
    "if (known === undefined) throw unknown('server', name, [...offered.keys()])",
    'if (known === undefined) continue',
    'mcp-gitbub is a typing error',
    'chat/delegation',
  ],
  [
    'a new sign-in is not had from the cache',
    'identity/open-token-source',
    ' || prompt !== undefined',
    '',
    'login is asked of the person',
    'identity/open-token-source',
  ],
])
