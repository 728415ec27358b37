import type { Guard } from './guard.ts'

const folder = 'packages/tooling/src/new-mcp-server'
const red = `${folder}/new-mcp-server.test.ts`

/** What keeps the command from half of a server, and from somebody's work. */
export const newMcpServer: readonly Guard[] = [
  {
    guard: 'a run that cannot end takes everything back',
    file: `${folder}/new-mcp-server.ts`,
    cut: '    undo()\n',
    paste: '',
    red: { file: red, test: 'when the packages cannot be linked' },
  },
  {
    guard: 'what is not committed is not mixed with the new server',
    file: `${folder}/new-mcp-server.ts`,
    cut: 'if (mixed.length > 0)',
    paste: 'if (mixed.length < 0)',
    red: { file: red, test: 'what is not committed is not mixed with it' },
  },
  {
    guard: 'a name is not the beginning of another',
    file: `${folder}/new-server.ts`,
    cut: 'if (confusable)',
    paste: 'if (confusable && false)',
    red: { file: red, test: 'begin alike' },
  },
]
