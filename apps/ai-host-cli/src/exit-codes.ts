import { EXIT as HANDSHAKE } from '@chain-of-trust/stdio-handshake/exit-code'

/** What the shell and the IDE get (sysexits(3), and the shells' own numbers). `docs/stdio-handshake.md` lists them. */
export const EXIT = {
  ok: 0,
  /** The command was not carried out for a reason that is none of the following; stderr says which. */
  failed: 1,
  usage: HANDSHAKE.usage,
  unavailable: HANDSHAKE.unavailable,
  internal: HANDSHAKE.internal,
  /** A credential was refused, or a person has to sign in. */
  signInNeeded: HANDSHAKE.refused,
  configuration: HANDSHAKE.configuration,
  notExecutable: 126,
  notFound: 127,
  /** Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const
