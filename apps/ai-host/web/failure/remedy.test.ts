import { expect, test } from 'vitest'
import { remedyFor } from './remedy.ts'

test.each([
  [{ remedy: 'step_up' }, 'step_up', 'You'],
  [{ remedy: 'sign_in_again' }, 'sign_in', 'You'],
  [{ remedy: 'ask_consent', actor: 'user' }, 'sign_in', 'You'],
  [{ remedy: 'ask_consent' }, 'sign_in', 'You, or an administrator of your organisation'],
  [{ remedy: 'retry_later', actor: 'nobody' }, 'retry', 'Nobody needs to act'],
  [{ remedy: 'fix_configuration', actor: 'operator' }, 'none', 'Whoever runs this system'],
  [{ remedy: 'widen_delegation', actor: 'user' }, 'none', 'You'],
  [{ remedy: 'connect_account', error: 'link_required', actor: 'user' }, 'none', 'You'],
  [{ error: 'approval_reused' }, 'none', 'You'],
  [{ error: 'outcome_unknown', actor: 'user' }, 'none', 'You'],
  [{ error: 'operation_expired' }, 'none', 'You'],
  [{ error: 'operation_cancelled' }, 'none', 'You'],
  [{ error: 'challenge_repeated', actor: 'administrator' }, 'none', 'An administrator of your organisation'],
  [
    { kind: 'blocked', remedy: 'step_up', actor: 'user' } as const,
    'none',
    'An administrator of your organisation',
  ],
  [
    { kind: 'disabled_user', remedy: 'sign_in_again' } as const,
    'none',
    'An administrator of your organisation',
  ],
  [{ kind: 'device', remedy: 'use_compliant_device' } as const, 'none', 'You'],
  [{ kind: 'mfa', remedy: 'step_up' } as const, 'step_up', 'You'],
  [{ actor: 'administrator' }, 'none', 'An administrator of your organisation'],
  [{ actor: 'operator' }, 'none', 'Whoever runs this system'],
  [{}, 'none', 'Whoever owns what you asked for'],
  [{ remedy: 'something_new' }, 'none', 'Whoever owns what you asked for'],
])('%j offers %s, to be done by: %s', (refusal, action, who) => {
  const remedy = remedyFor(refusal)
  expect(remedy).toMatchObject({ action, who })
  expect(remedy.how).not.toBe('')
})

test('a permission that was not delegated is sent to where it is switched on', () => {
  expect(remedyFor({ remedy: 'widen_delegation', actor: 'user' }).how).toContain('Permissions')
})
