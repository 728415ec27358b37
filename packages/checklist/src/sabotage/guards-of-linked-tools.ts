import type { Guard } from './guard.ts'

type Row = [guard: string, file: string, cut: string, paste: string, tests: string, test: string]

const of = (folder: string, rows: Row[]): Guard[] =>
  rows.map(([guard, file, cut, paste, tests, test]) => ({
    guard,
    file: `${folder}/src/${file}.ts`,
    cut,
    paste,
    red: { file: `${folder}/src/${tests}.test.ts`, test },
  }))

export const linkedTools: readonly Guard[] = [
  ...of('packages/mcp-kit', [
    [
      'a linked tool asks for no more than the access control list allows',
      'server-definition',
      '!called.scopes.includes(scope)',
      'false',
      'server-definition',
      'more than the vault’s access control list allows',
    ],
    [
      'of the vault only Vault.Use is asked',
      'gate',
      'if (isLinked(resource)) return [`${resource.vault.identifier}/Vault.Use`]',
      'if (isLinked(resource)) return calls.scopes.map((scope) => `${resource.vault.identifier}/${scope}`)',
      'linked/linked-account',
      'in the name of the person: 2026-07-28',
    ],
    [
      'a no of the person is asked nothing for',
      'gate',
      'if (isLinked(resource) && declinedLink(params)) {',
      'if (false) {',
      'linked/elicitation',
      'decline: the tool says so',
    ],
    [
      'no tool without a link',
      'mcp-server',
      'if (call.missingLink !== undefined) return linkAnswer(name, call.missingLink, mcpReq)',
      '',
      'linked/elicitation',
      'is asked to, and the tool does not run',
    ],
    [
      'a link that is lost replaces the answer',
      'mcp-server',
      'return call.missingLink === undefined ? result : linkAnswer(name, call.missingLink, mcpReq)',
      'return result',
      'linked/linked-account',
      'the grant is gone while write_book runs',
    ],
    [
      'only a client that can is asked',
      'linked/link-answer',
      'if (!elicitsUrls(asked)) return',
      'if (false) return',
      'linked/elicitation',
      'v2, 2026-07-28, with {}',
    ],
    [
      'an older revision claims nothing',
      'linked/link-answer',
      'if (member(envelope, PROTOCOL_VERSION_META_KEY) !== REVISION) return false',
      '',
      'linked/elicitation',
      'claims the capability where only 2026-07-28 has it',
    ],
    [
      'one provider’s token does not go to another',
      'linked/ask-vault',
      'if (released?.provider === provider) {',
      'if (released !== undefined) {',
      'linked/linked-account',
      'a token of another provider is not used',
    ],
    [
      'people are sent to the vault and nowhere else',
      'linked/ask-vault',
      ' && ownPage(required.connect_url)',
      '',
      'linked/linked-account',
      'a page that is not the vault’s is not used',
    ],
    [
      'a refused token is replaced once',
      'linked/linked-account',
      'if (response.status !== 401) return response',
      'if (response) return response',
      'linked/linked-account',
      'replaced once, and the request is sent again as it was',
    ],
    [
      'one request to the vault for all that were refused',
      'linked/linked-account',
      'this.#renewal ??= this.#turn',
      'this.#renewal = this.#turn',
      'linked/linked-account',
      'ask the vault once',
    ],
    [
      'a stranger’s challenge is not one of our tenant',
      'linked/linked-account',
      "if (status === 401) return Promise.resolve(new Refusal('exchange_misconfigured', { detail }))",
      "if (status === 401) return Promise.resolve(new Refusal('claims_insufficient', { claims: '{}' }))",
      'linked/linked-account',
      'is not passed on as one of our tenant',
    ],
  ]),
  ...of('packages/token-flow', [
    [
      'a provider’s token follows no redirect',
      'provider-token',
      "redirect: 'manual' })",
      '})',
      'provider-token',
      'a redirect is not followed',
    ],
  ]),
  ...of('apps/mcp-github', [
    [
      'a repository is two segments of a path',
      'arguments',
      '(?!\\.{1,2}$)',
      '',
      'app',
      'the repository "a/.." is none',
    ],
    [
      'a title of others stays one line of a list',
      'github',
      'return JSON.stringify(text)\n',
      'return text\n',
      'app',
      'orders in an issue stay what they are',
    ],
  ]),
  ...of('apps/mcp-jira', [
    [
      'words to look for do not become a query',
      'tools/search-tickets',
      '.replaceAll(/["\\\\]/g, String.raw`\\$&`)',
      '',
      'app',
      'words to look for stay words',
    ],
  ]),
]
