/**
 * Loaded into every service by `node --import`: a process that started it and was killed hard (SIGKILL, out of
 * memory) could not stop it, and it would hold its port for ever. The closing of the channel is the sign.
 */
const LIMIT_MS = 5000

process.on('disconnect', () => {
  setTimeout(() => process.exit(1), LIMIT_MS).unref()
  process.kill(process.pid, 'SIGTERM')
})
// Listening must not keep a service alive that has nothing else to do.
process.channel?.unref()
