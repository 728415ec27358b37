import { expect, test } from 'vitest'
import { LinkRequired, linkRefusal } from '../accounts/link-required.ts'
import { modelViewOf } from './model-view.ts'

test('the page where an account is connected is for the person: the model gets no address that it could repeat', () => {
  const link = {
    url: 'http://localhost:4420/connect/t',
    provider: 'github',
    providerName: 'GitHub',
    scopes: ['issues:read'],
  }
  const refusal = linkRefusal(new LinkRequired(link, 'grant_lost'), 'mcp-github')
  expect(modelViewOf({ ok: false, server: 'mcp-github', tool: 'list_issues', refusal })).toEqual({
    type: 'json',
    value: {
      ok: false,
      refusal: {
        by: 'mcp-github',
        reason: 'The connection to your GitHub account has ended.',
        remedy: 'connect_account',
      },
    },
  })
})
