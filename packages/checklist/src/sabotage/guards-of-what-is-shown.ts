import type { Guard } from './guard.ts'

const WORKSPACE = 'apps/mcp-workspace/src/tools'
const LINE = 'apps/ai-host-cli/src/command-line'

/** What a local program shows to the person, and what it leaves in logs and process lists. */
export const whatIsShown: readonly Guard[] = [
  {
    guard: 'no token among the arguments',
    file: `${LINE}.ts`,
    cut: 'isTokenShaped(argument) ? [index + 1] : []',
    paste: '[]',
    red: {
      file: `${LINE}.test.ts`,
      test: 'a token on the command line ends it: its place is named, and it is not',
    },
  },
  {
    guard: 'a stray argument is not quoted',
    file: `${LINE}.ts`,
    cut: "=== 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'",
    paste: "=== ''",
    red: {
      file: `${LINE}.test.ts`,
      test: 'an argument that does not belong there is not quoted; an unknown option is named',
    },
  },
  {
    guard: 'Token A over https or loopback',
    file: 'apps/ai-host-cli/src/config.ts',
    cut: 'ORCHESTRATOR_URL: Endpoint',
    paste: 'ORCHESTRATOR_URL: z.url()',
    red: {
      file: 'apps/ai-host-cli/src/config.test.ts',
      test: 'Token A is sent to no address from which anybody on the way could read it: http://evil.example',
    },
  },
  {
    guard: 'the refresh token goes to its issuer',
    file: 'apps/ai-host-cli/src/config.ts',
    cut: 'new URL(TOKEN_ENDPOINT).origin === new URL(ISSUER).origin',
    paste: 'TOKEN_ENDPOINT !== ISSUER',
    red: {
      file: 'apps/ai-host-cli/src/config.test.ts',
      test: 'the refresh token goes to the issuer that gave it, whatever the settings of an editor say',
    },
  },
  {
    guard: 'one yes for one question',
    file: 'apps/ai-host-cli/src/call/ask-approval.ts',
    cut: 'others.length === 0 && ',
    paste: '',
    red: {
      file: 'apps/ai-host-cli/src/call/one-yes.test.ts',
      test: 'one yes is no answer to two questions',
    },
  },
  {
    guard: 'what comes has room beside what goes',
    file: `${WORKSPACE}/change-summary.ts`,
    cut: 'Math.min(removed.length, Math.max(LINES / 2, LINES - added.length))',
    paste: 'Math.min(removed.length, LINES)',
    red: {
      file: `${WORKSPACE}/change-summary.test.ts`,
      test: 'a long change shows the beginning of what goes and of what comes, and counts the rest of each',
    },
  },
  {
    guard: 'invisible characters are spelled out',
    file: `${WORKSPACE}/arguments.ts`,
    cut: '\\p{Cf}',
    paste: '',
    red: {
      file: `${WORKSPACE}/change-summary.test.ts`,
      test: 'what a person would not see is spelled out: a tag character',
    },
  },
]
