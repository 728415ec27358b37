/** How both halves end, after sysexits(3); 124 is what timeout(1) says. A server's other codes are its own. */
export const EXIT = {
  usage: 64,
  /** The handshake was malformed: no frame, one that is too long, an unknown version. */
  malformed: 65,
  unavailable: 69,
  internal: 70,
  /** The other side broke the protocol, or wants a token for something else. */
  protocol: 76,
  /** The credential was refused; the person signs in. */
  refused: 77,
  /** Configuration, or a token in the environment or the arguments. */
  configuration: 78,
  /** Nothing came in time. */
  late: 124,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
