/**
 * For tests of processes that are killed: wraps what a process works with, so that it stops for ever at one step and says
 * so on stdout. There is a step before and after each question to a wrapped object.
 *
 * @param stopAt which step, from 1; undefined: it goes through
 * @param counts false: this question takes no step
 */
export function stopping(stopAt: number | undefined, counts: () => boolean = () => true) {
  let steps = 0

  async function step(): Promise<void> {
    if (!counts() || (steps += 1) !== stopAt) return
    process.stdout.write('stopped\n')
    // A process with nothing to wait for would end by itself.
    await new Promise(() => setInterval(() => {}, 60_000))
  }

  return function inSteps<Subject extends object>(subject: Subject): Subject {
    return new Proxy(subject, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver)
        if (typeof method !== 'function') return method
        return async (...values: unknown[]) => {
          await step()
          const result: unknown = await method.apply(target, values)
          await step()
          return result
        }
      },
    })
  }
}
