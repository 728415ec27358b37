import type { Guard } from './guard.ts'

const RUN = 'apps/ai-host-cli/src/run'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const RUNS: readonly Guard[] = (
  [
    [
      'no local server gets a token of a service',
      'local-resource',
      'localRegistration(application).url === undefined',
      "localRegistration(application).url !== ''",
      'local-resource',
      'no local server gets a token for orchestrator',
    ],
    [
      'the hello is compared with what the person’s command line names',
      'open-server',
      'expects: { resource, issuer: config.ISSUER }',
      "expects: { resource: resource === '' ? resource : 'http://localhost:4401', issuer: config.ISSUER }",
      'ending',
      'wants a token for another resource',
    ],
    [
      'the server gets a scrubbed environment',
      'open-server',
      'childEnvironment(io.env, keep)',
      'childEnvironment(io.env, [...keep, ...Object.keys(io.env).filter((name) => name === "SOME_SETTING")])',
      'proc',
      'no token in environment, arguments or open files',
    ],
    [
      'while messages wait nobody is asked to sign in',
      'credentials',
      'interactive: false',
      'interactive: true',
      'credentials',
      'each renewal brings another',
    ],
    [
      'an outage is believed for a while',
      'credentials',
      'now() < outage.until',
      'now() < 0',
      'credentials',
      'an outage is believed for five seconds',
    ],
    [
      'no token from before a revocation is shown to the server',
      'credentials',
      'token.issuedAt < (newerThan ?? 0)',
      'token.issuedAt < 0',
      'credentials',
      'a token from before the revocation is not shown',
    ],
    [
      'one call has the authorization server asked',
      'first-token',
      'newerThan: Math.floor(now())',
      'newerThan: Math.floor(now()) * 0',
      'first-token',
      'one call has the authorization server asked',
    ],
    [
      'own events become notices to the server',
      'open-server',
      'void session.revoked(at, event).catch(complain)',
      'void Promise.resolve([at, event]).catch(complain)',
      'ending',
      'revoked elsewhere: the server hears of it',
    ],
    [
      'a server that is deaf to signals is killed',
      'forward-signals',
      "child.kill('SIGKILL')",
      "child.kill('SIGTERM')",
      'forward-signals',
      'a server that is deaf to it is killed',
    ],
    [
      'a value of a variable is no name',
      'read-launch-line',
      '/^[A-Za-z_][A-Za-z0-9_]*$/',
      '/^[A-Za-z_]/',
      'read-launch-line',
      'is no name of a variable',
    ],
  ] satisfies Row[]
).map(([guard, file, cut, paste, tests, test]) => ({
  guard,
  file: `${RUN}/${file}.ts`,
  cut,
  paste,
  red: { file: `${RUN}/${tests}.test.ts`, test },
}))

const START_SCRIPTS: readonly Guard[] = [
  ['ai-host-cli', 'src/commands/index', 'the start script works through a link'],
  ['mcp-workspace', 'src/main', 'no compiled code from elsewhere'],
].map(([app, tests, test]) => ({
  guard: `${app} takes no compiled code from elsewhere`,
  file: `apps/${app}/bin/${app}`,
  cut: 'NODE_COMPILE_CACHE=$root/node_modules/.cache/compile',
  paste: '',
  red: { file: `apps/${app}/${tests}.test.ts`, test: test! },
}))

export const launcher: readonly Guard[] = [...RUNS, ...START_SCRIPTS]
