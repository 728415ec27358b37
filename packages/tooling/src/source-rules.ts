/** What may be written where: each rule is the lesson of an attack or of an outage, and is checked by reading the sources. */
import { globSync, readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'

interface SourceRule {
  what: RegExp
  why: string
  /** Files that may, as globs from the root. */
  allowed: readonly string[]
  /** Only these files are asked; default: all sources. */
  within?: readonly string[]
}

const TESTS = '**/*.{test,fixture}.{ts,tsx}'
// The seeded breaches of the test of these rules.
const SEEDED = 'packages/tooling/src/architecture.test.ts'
const TOOLS = 'packages/{tooling,e2e,checklist,bench}/**'

const SOURCE_RULES: readonly SourceRule[] = [
  {
    what: /\bprocess\.env\b/,
    why: 'process.env is read in config.ts only: what configures a service is one schema, checked as a whole',
    allowed: [
      '**/config.ts',
      // Handed on: to config.ts, and to the launcher, which makes its child's from it.
      'apps/ai-host-cli/src/main.ts',
      'apps/orchestrator/src/mcp/conformance/main.ts',
      'packages/testkit/src/**',
      TESTS,
      TOOLS,
    ],
  },
  {
    what: /(header|setHeader|append)\(\s*['"`]www-authenticate|['"`]?www-authenticate['"`]?\]?\s*[:=]\s*[^=]/i,
    why: 'WWW-Authenticate is written by auth-core alone: a challenge put together by hand breaks on a quote or a comma',
    // Somebody else's systems answer in their own forms.
    allowed: ['packages/auth-core/src/**', 'apps/mock-saas/src/**', TESTS, TOOLS],
  },
  {
    what: /\.reveal\(\)/,
    why: 'a token is taken out of its Secret only where it goes onto the wire or is verified',
    allowed: [
      'packages/{auth-core,token-flow,testkit}/src/**',
      // Sealed, sent to its own provider, or handed to the one server that it is for.
      'apps/token-vault/src/{envelope,linking,links,providers,refresh,routes}/**',
      'apps/token-vault/src/kek/application-credential.ts',
      // Without a sender constraint.
      'apps/ai-host-cli/src/chat/orchestrator-fetch.ts',
      'apps/ai-host-cli/src/revocation/own-events-poll.ts',
      // The frame that carries it.
      'packages/stdio-handshake/src/host/session.ts',
      TESTS,
      'packages/{tooling,e2e,checklist}/**',
    ],
  },
  {
    what: /\b(request|req)\.(url|originalUrl)\s*\.\s*(startsWith|includes|match|indexOf)\(/,
    why: 'access is decided by the route, never by a prefix of its URL (`//mcp`, `/MCP`, `/%6dcp` reach it too)',
    allowed: [SEEDED],
  },
  {
    what: /\bconsole\.\w+\(/,
    why: 'services log by their logger, which redacts',
    allowed: [TOOLS, 'apps/*/build.ts', 'apps/ai-host-cli/**'],
  },
  {
    what: /from\s+['"]@chain-of-trust\/(?!auth-core\/(dpop-client|challenge|failure|refusals)['"])[^'"]+['"]/,
    why: 'the page takes from the back end nothing but the browser doors of auth-core',
    allowed: [TESTS],
    within: ['apps/ai-host/web/**'],
  },
  {
    what: /from\s+['"][./]*\.\.\/(apps|packages)\//,
    why: 'packages meet at their doors, not inside each other',
    allowed: [SEEDED],
  },
  {
    what: /from\s+['"](fastify|fastify-plugin)['"]/,
    why: 'auth-core is free of frameworks; its /fastify door is the only glue',
    allowed: ['packages/auth-core/src/fastify/**', TESTS],
    within: ['packages/auth-core/src/**'],
  },
]

/** Every breach, as `file:line: why`; none: an empty list. */
export function findSourceFaults(root: string): string[] {
  const sources = globSync('{apps,packages}/**/*.{ts,tsx,mjs}', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  })
  return sources.sort().flatMap((file) => {
    const among = (globs: readonly string[]): boolean => globs.some((glob) => matchesGlob(file, glob))
    const asked = SOURCE_RULES.filter(({ within, allowed }) => (!within || among(within)) && !among(allowed))
    return readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        asked.filter(({ what }) => what.test(line)).map(({ why }) => `${file}:${index + 1}: ${why}`),
      )
  })
}
