import { rows } from './row.ts'

const server = rows('packages/stdio-handshake/src/server', [
  ['stdio-handshake/token-stolen', 'credential-check', 'if (token.jkt !== undefined && token.jkt !== jkt)'],
  ['stdio-handshake/renewal-of-another-person', 'credential-check', 'if (!same)'],
  [
    'stdio-handshake/renewal-with-an-older-token',
    'credential-check',
    'if (token.issuedAt < before.issuedAt)',
  ],
  ['stdio-handshake/token-unbound', 'credential-check', "throw new Refusal('binding_missing', { token })"],
  ['stdio-handshake/write-without-scope', 'credential-check', "throw new Refusal('scope_insufficient'"],
  [
    'stdio-handshake/frame-injected-as-garbage',
    'session',
    "if (rest?.frame === true) throw failure('frame_malformed')",
  ],
  ['frame_malformed', 'session', "if (frame === undefined) throw failure('frame_malformed')"],
  ['stdio-handshake/silence', 'session', "failure('frame_missing', EXIT.late)"],
  ['version_unsupported', 'session', "throw failure('version_unsupported')"],
  ['credential_in_arguments', 'tokens-in-process', 'if (positions.length > 0)'],
  ['credential_in_environment', 'tokens-in-process', 'if (names.length > 0)'],
])

const splitter = rows('packages/stdio-handshake/src', [
  ['frame_too_long', 'frame-splitter', 'if (this.#length > LONGEST_FRAME)'],
])

const host = rows('packages/stdio-handshake/src/host', [
  ['stdio-handshake/code-loaded-into-the-server', 'child-environment', 'if (unsafe.length > 0)'],
  ['stdio-handshake/token-passed-on-in-the-environment', 'child-environment', 'if (secret.length > 0)'],
  [
    'stdio-handshake/variable-of-the-shell',
    'child-environment',
    '(PASSED.test(entry[0]) || keep.includes(entry[0]))',
  ],
  ['stdio-handshake/frame-through-the-launcher', 'to-server', "if (frame) throw brokenBy('client')"],
  [
    'stdio-handshake/server-accepts-twice stdio-handshake/server-greets-twice',
    'from-server',
    'if (!frame || waiting === undefined)',
  ],
  ['stdio-handshake/server-names-another-issuer', 'greet', 'if (hello.issuer !== expects.issuer)'],
  ['stdio-handshake/server-of-another-version', 'greet', 'if (!hello.versions.includes(VERSION))'],
  [
    'stdio-handshake/server-orders-a-token-for-the-orchestrator',
    'greet',
    'if (hello.resource !== expects.resource)',
  ],
  [
    'stdio-handshake/server-says-no-hello',
    'from-server',
    "if (error instanceof LineTooLong) throw brokenBy('server')",
  ],
])

const jose = rows('packages/auth-core/src', [
  ['stdio-handshake/token-expired', 'jose-refusal', 'errors.JWTExpired'],
])

const workspace = rows('apps/mcp-workspace/src', [
  ['approval_impossible', 'gate', 'if (!canAsk(mcpReq, declared))'],
  ['stdio-handshake/path-above-the-root', 'root/relative-path', "if (names.includes('..'))"],
  ['stdio-handshake/path-absolute', 'root/relative-path', "if (path.startsWith('/') || path.startsWith('~')"],
  ['link_not_followed', 'root/file-errors', "'link_not_followed'"],
  ['not_a_file', 'root/folder', "'not_a_file'"],
  ['stdio-handshake/write-a-hook', 'root/root', "if (guarded === 'closed')"],
  ['stdio-handshake/secret-file', 'root/root', "if (guarded === 'secret'"],
  ['stdio-handshake/write-what-an-editor-runs', 'root/root', "if (guarded === 'runs'"],
])

export const local = [...server, ...splitter, ...host, ...jose, ...workspace]
