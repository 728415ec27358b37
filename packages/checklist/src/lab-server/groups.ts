import { findRedis } from '@chain-of-trust/testkit/redis-program'
import type { NamedAttack } from '../load-attacks.ts'
import type { Group } from './wire.ts'

type Words = Pick<Group, 'title' | 'about' | 'warning'>

const WORDS: Readonly<Record<string, Words>> = {
  'account-linking': {
    title: 'Account linking',
    about: 'Codes, states and tickets of a link to a provider, taken, swapped and replayed.',
    warning: 'Links and unlinks the accounts of Alice and Bob at the mock of GitHub.',
  },
  'audit-trail': { title: 'Audit trail', about: 'Records of others read, written, changed or cut off.' },
  chain: { title: 'The chain', about: 'Tokens A, B and C at the wrong tier, and in the wrong hands.' },
  claims: { title: 'Claims', about: 'Rightly signed tokens that say something wrong.' },
  dpop: { title: 'Proof of possession', about: 'Stolen tokens, and proofs bent in every way.' },
  forgery: { title: 'Forgery', about: 'Signatures left out, swapped and made up.' },
  idp: { title: 'Authorization server', about: 'Codes, refresh tokens and client credentials misused.' },
  jobs: { title: 'Background jobs', about: 'Jobs of others, and jobs that want more than was delegated.' },
  mcp: { title: 'MCP server', about: 'Foreign pages, headers that disagree, tools that there are not.' },
  'native-clients': { title: 'Native clients', about: 'Loopback redirects and device codes of others.' },
  presentation: { title: 'Presentation', about: 'A token anywhere but in its header, or twice.' },
  replicas: { title: 'Replicas', about: 'What one process refused, tried at the other.' },
  revocation: {
    title: 'Revocation',
    about: 'Tokens from before a revocation, at every tier.',
    warning: 'Ends the sessions of Carol, Erin and Frank: who is signed in as one of them signs in again.',
  },
  signals: { title: 'Security events', about: 'Forged revocations, and streams of others.' },
  'stdio-handshake': {
    title: 'STDIO handshake',
    about: 'Local servers, launchers and pipes in the hands of somebody else. Each starts a process.',
  },
  'step-up': { title: 'Step-up', about: 'High-risk actions without the second factor, and its loop.' },
  'token-vault': { title: 'Token vault', about: 'Accounts of other people and of other servers.' },
}

/** The groups of these attacks, in their order. */
export function groupsOf(attacks: readonly NamedAttack[]): Group[] {
  const redis = findRedis() !== undefined
  return [...new Set(attacks.map(({ group }) => group))].map((id) => {
    const words = WORDS[id] ?? { title: id, about: '' }
    const missing = id === 'replicas' && !redis
    return {
      id,
      ...words,
      ...(missing ? { unavailable: 'It needs valkey-server or redis-server on the PATH.' } : {}),
    }
  })
}
