import { FAILURES, type Actor, type FailureKind, type Remedy } from '@chain-of-trust/auth-core/failure'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'

/** No token. Says what happened, who can fix it and how, in the words that every tier uses. */
export class SignInError extends CommandError {
  /** `not_signed_in`: nobody has, or they signed out. */
  readonly kind: FailureKind | 'not_signed_in' | 'cancelled'
  readonly remedy: Remedy
  readonly actor: Actor

  constructor(kind: SignInError['kind'], { cause, detail }: { cause?: unknown; detail?: string } = {}) {
    const { remedy, actor, sentence, how } =
      kind in OURS ? OURS[kind as keyof typeof OURS] : FAILURES[kind as FailureKind]
    super(exitCodeOf(remedy), [sentence, how, ...(detail === undefined ? [] : [detail])].join(' '), { cause })
    this.name = 'SignInError'
    this.kind = kind
    this.remedy = remedy
    this.actor = actor
  }
}

const OURS = {
  not_signed_in: {
    remedy: 'sign_in_again',
    actor: 'user',
    sentence: 'Nobody is signed in on this machine.',
    how: 'Run: ai-host-cli login',
  },
  cancelled: {
    remedy: 'sign_in_again',
    actor: 'user',
    sentence: 'The sign-in was not finished.',
    how: 'Run: ai-host-cli login',
  },
} as const

function exitCodeOf(remedy: Remedy): number {
  if (remedy === 'retry_later') return EXIT.unavailable
  return remedy === 'fix_configuration' ? EXIT.configuration : EXIT.signInNeeded
}
