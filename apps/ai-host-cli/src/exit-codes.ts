/** What the shell and the IDE get (sysexits(3), and the shells' own numbers). `docs/stdio-handshake.md` lists them. */
export const EXIT = {
  ok: 0,
  /** The command was not carried out for a reason that is none of the following; stderr says which. */
  failed: 1,
  usage: 64,
  malformedHandshake: 65,
  unavailable: 69,
  internal: 70,
  protocol: 76,
  /** A credential was refused, or a person has to sign in. */
  signInNeeded: 77,
  configuration: 78,
  timeout: 124,
  notExecutable: 126,
  notFound: 127,
  /** Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const
