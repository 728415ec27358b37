import type { InputRequiredResult } from '@modelcontextprotocol/client'
import { expect, test } from 'vitest'
import { createVaultFixture, elicitation, EXPIRES, VAULT } from '../accounts/vault.fixture.ts'
import { LinkRequired } from '../accounts/link-required.ts'
import { mcpServers } from '../mcp-servers.ts'
import { linkAsked } from './link-elicitation.ts'
import { UnusableAnswer } from './unusable-answer.ts'

const { account } = mcpServers().get('mcp-github')!
const url = createVaultFixture().page()
const asked = elicitation({ url })
const read = (result: object, whose = account) => linkAsked(result as InputRequiredResult, whose, VAULT)

test('one question, to go to the connect page of the vault, is a link that is required', () => {
  const link = read(asked)
  expect(link).toBeInstanceOf(LinkRequired)
  expect(link).toMatchObject({
    reason: 'not_linked',
    link: { url, provider: 'github', providerName: 'GitHub', scopes: ['issues:read'], urlExpiresAt: EXPIRES },
  })
})

test('what the server says of the account is not believed: names are ours, scopes within the policy', () => {
  const { link } = read(elicitation({ url, scopes: ['issues:read', 'admin:org', 'delete_repo'] }))
  expect(link).toMatchObject({ providerName: 'GitHub', scopes: ['issues:read', 'delete_repo'] })
  expect(JSON.stringify(link)).not.toContain('Evil')
})

test('a server that says nothing more than the page is understood all the same', () => {
  const { _meta, ...plain } = asked
  expect(read(plain)).toMatchObject({ reason: 'not_linked', link: { url, scopes: [] } })
  expect(
    read({ ...plain, _meta: { 'chain-of-trust.example/link': { scopes: 'x', reason: 'y' } } }).link.scopes,
  ).toEqual([])
})

const { link } = asked.inputRequests
test.for<[string, object]>([
  ['another origin', { ...asked, inputRequests: { link: page('http://localhost:4999/connect/t') } }],
  [
    'another page of the vault',
    { ...asked, inputRequests: { link: page(`${VAULT}/callback/github?code=c`) } },
  ],
  ['a script', { ...asked, inputRequests: { link: page('javascript:alert(1)') } }],
  ['two questions', { ...asked, inputRequests: { link, more: link } }],
  ['a form', { ...asked, inputRequests: { link: { ...link, params: { ...link.params, mode: 'form' } } } }],
  [
    'sampling',
    { ...asked, inputRequests: { link: { method: 'sampling/createMessage', params: link.params } } },
  ],
  ['no question', { resultType: 'input_required', requestState: 's' }],
])('%s is an unusable answer', ([, result]) => {
  expect(() => read(result)).toThrow(UnusableAnswer)
})

test('a server that has no account in the policy cannot ask for one', () => {
  expect(() => linkAsked(asked as object as InputRequiredResult, undefined, VAULT)).toThrow('no business')
})

function page(to: string) {
  return { ...link, params: { ...link.params, url: to } }
}
