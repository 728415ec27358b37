import type { Guard } from './guard.ts'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const ROWS: readonly Row[] = [
  [
    'a token is found by exactly the scopes that it was asked for',
    'identity/session',
    "return [...new Set(scopes)].sort().join(' ')",
    "return scopes[0]!.slice(0, scopes[0]!.lastIndexOf('/'))",
    'identity/open-token-source',
    'the token that can write is not handed to whoever asks for reading',
  ],
  [
    'a refresh token is used by one process at a time',
    'identity/local-state',
    "alone: (work, signal = io.signal) => exclusively(join(folder, 'tokens.lock'), work, { signal })",
    'alone: (work) => work()',
    'identity/open-token-source',
    'ten callers in two sources refresh once after the other, and no refresh token is used twice',
  ],
  [
    'one process at a time asks the person',
    'identity/local-state',
    "return exclusively(join(folder, 'sign-in.lock'), () => work(waited), { signal, onWait })",
    'return (void onWait, void signal, work(waited))',
    'identity/open-token-source',
    'two sources that need a person ask once',
  ],
  [
    'a step-up by another person changes nothing',
    'identity/open-token-source',
    'before !== undefined && (before.tid !== tid || before.oid !== oid)',
    'tid === oid',
    'identity/open-token-source',
    'whoever runs for one person does not go on for another who was at the browser',
  ],
  [
    'an unbound token is no outage',
    'identity/public-client',
    'fault !== undefined && !isOutage(fault)',
    'fault === undefined && !isOutage(fault)',
    'identity/open-token-source',
    'an unbound token in answer to a proof is refused: that is a downgrade, not an outage',
  ],
  [
    'the answer carries the state of this sign-in, once',
    'identity/loopback',
    "parameters.getAll('state').join('\\n') !== state",
    "parameters.get('state') === null",
    'identity/loopback',
    'another state is not the answer',
  ],
  [
    'the answer comes to the name localhost',
    'identity/loopback',
    'request.headers.host !== `localhost:${port}`',
    'port === 0',
    'identity/loopback',
    'a name that was made to point here gets nothing (DNS rebinding)',
  ],
  [
    'the answer has an end',
    'identity/loopback',
    'if (length > LONGEST_ANSWER) return undefined',
    '',
    'identity/loopback',
    'an answer without end is cut off',
  ],
  [
    'a row of the cache opens as what it is, and for whom',
    'cache/sealed-cache',
    'const aadOf = (name: string) => Buffer.from(rowOf(name))',
    'const aadOf = () => Buffer.alloc(0)',
    'cache/sealed-cache',
    'a row that is copied over another does not open, nor one of another client',
  ],
  [
    'a locked keychain is waited for',
    'cache/cache-key',
    'throw new CommandError(\n      EXIT.unavailable,',
    'void new CommandError(\n      EXIT.unavailable,',
    'cache/sealed-cache',
    'a keychain that is locked loses nothing: the cache waits for it',
  ],
  [
    'the state folder is ours alone',
    'state-folder',
    '(found.mode & 0o077) !== 0',
    'found.mode === 0',
    'state-folder',
    'a folder that others can look into or write to is refused',
  ],
  [
    'the state folder is no link',
    'state-folder',
    'if (!found.isDirectory()) refuse(',
    'if (found.size < 0) refuse(',
    'state-folder',
    'a link to somewhere else is refused',
  ],
]

/** What the command line does for the sign-in of the person at this machine. */
export const aiHostCli: readonly Guard[] = ROWS.map(([guard, file, cut, paste, tests, test]) => ({
  guard,
  file: `apps/ai-host-cli/src/${file}.ts`,
  cut,
  paste,
  red: { file: `apps/ai-host-cli/src/${tests}.test.ts`, test },
}))
