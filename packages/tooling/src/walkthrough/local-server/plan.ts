/** The steps of pattern 2: a server on the person's own machine gets a token over a pipe. */
import type { StepPlan } from '../steps.ts'
import { TOKEN_CHECKS } from '../steps.ts'

export const HOST = 'ai-host-cli'
export const SERVER = 'mcp-workspace'
export const TOOL = 'read_file'

export const PLAN: readonly StepPlan[] = [
  {
    title: 'The person signs in for the command line, in their own browser, and consents',
    from: 'person',
    to: HOST,
    checked: [
      'authorization code with PKCE (S256)',
      'loopback redirect, any port, exact path',
      'the code comes as a form, in no address',
      'key of the proof → cnf.jkt',
    ],
  },
  {
    title: 'The command line starts the server: no token in its environment or its arguments',
    from: HOST,
    to: SERVER,
  },
  {
    title: 'The server says which resource it is, and a nonce',
    from: SERVER,
    to: HOST,
    checked: ['resource and issuer are those that the person asked for'],
  },
  { title: 'The command line hands over the token, with a proof for this nonce', from: HOST, to: SERVER },
  {
    title: 'The server verifies both, and answers until when they are good',
    from: SERVER,
    to: SERVER,
    checked: [...TOKEN_CHECKS, 'nonce of this process', 'ath', 'not a second time'],
  },
  {
    title: 'Only now MCP flows: the tool is called, and its policy row is looked at',
    from: HOST,
    to: SERVER,
    checked: ['scope of the tool', 'not expired, not older than the lease', 'not revoked'],
  },
  {
    title: 'The tool reads the file, inside the folder that the person named; the answer flows back',
    from: SERVER,
    to: 'person',
    checked: ['no way out of the folder by .. or by a link'],
  },
  {
    title: 'The same server without a credential: nothing but how to start it',
    from: 'another program',
    to: SERVER,
  },
]
