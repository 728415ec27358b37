import { FAILURES, type Actor, type FailureKind, type Remedy } from '@chain-of-trust/auth-core/failure'
import { CommandError } from '../command-error.ts'
import { EXIT } from '../exit-codes.ts'

/** What this program itself can say about a sign-in, beside the kinds of failure that every tier knows. */
const OURS = {
  not_signed_in: {
    remedy: 'sign_in_again',
    actor: 'user',
    sentence: 'Nobody is signed in on this machine.',
    how: 'Sign in with: ai-host-cli login',
  },
  unfinished: {
    remedy: 'sign_in_again',
    actor: 'user',
    sentence: 'The sign-in was not finished in time.',
    how: 'Try again with: ai-host-cli login',
  },
  declined: {
    remedy: 'sign_in_again',
    actor: 'user',
    sentence: 'The sign-in was declined: you, or a policy of your organisation, said no.',
    how: 'Try again with: ai-host-cli login. If it is declined once more, ask your administrator.',
  },
  other_account: {
    remedy: 'sign_in_again',
    actor: 'user',
    sentence: 'You signed in with another account than the one that is signed in here; nothing was changed.',
    how: 'To change the account, use: ai-host-cli login',
  },
} as const

type OurKind = keyof typeof OURS

/** No token. Says what happened, who can fix it and how, in the words that every tier uses. */
export class SignInError extends CommandError {
  readonly kind: FailureKind | OurKind
  readonly remedy: Remedy
  readonly actor: Actor
  /** A claims challenge, JSON text: what the next sign-in has to prove. Never printed. */
  readonly claims: string | undefined

  constructor(
    kind: FailureKind | OurKind,
    { cause, claims }: { cause?: unknown; claims?: string | undefined } = {},
  ) {
    const { remedy, actor, sentence, how } = isOurs(kind) ? OURS[kind] : FAILURES[kind]
    const command = remedy === 'sign_in_again' && actor === 'user' && !isOurs(kind)
    super(exitCodeOf(remedy), `${sentence} ${how}${command ? ' The command is: ai-host-cli login' : ''}`, {
      cause,
    })
    this.name = 'SignInError'
    this.kind = kind
    this.remedy = remedy
    this.actor = actor
    this.claims = claims
  }

  /** Whether the person can put it right in the sign-in service's own pages. */
  get askable(): boolean {
    return this.actor === 'user' && ['step_up', 'sign_in_again', 'ask_consent'].includes(this.remedy)
  }
}

function isOurs(kind: string): kind is OurKind {
  return Object.hasOwn(OURS, kind)
}

function exitCodeOf(remedy: Remedy): number {
  if (remedy === 'retry_later') return EXIT.unavailable
  return remedy === 'fix_configuration' ? EXIT.configuration : EXIT.signInNeeded
}
