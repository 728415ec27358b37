/** Commands of our scripts, and of a connection. */
const COMMANDS =
  'hello auth select ping info script|load evalsha get getrange set zadd zrange zremrangebyscore publish subscribe'

/**
 * The line of an ACL file that lets a service do what it needs, to its own keys and channels and to no other's: who
 * has taken over one service must not make another accept a used proof, or forget a revocation.
 * @param digest SHA-256 of the password, hexadecimal
 */
export function valkeyUser(service: string, digest: string): string {
  const allowed = COMMANDS.split(' ')
    .map((command) => `+${command}`)
    .join(' ')
  return `user ${service} on #${digest} resetkeys ~${service}:* resetchannels &${service}:* -@all ${allowed}`
}
