/** Preloaded into each service of a test (`--import`): its clock is `CLOCK_AHEAD` seconds ahead. */
const ahead = Number(process.env['CLOCK_AHEAD']) * 1000
const now = Date.now

globalThis.Date = new Proxy(Date, {
  construct: (target, given: [], newTarget: typeof Date) =>
    Reflect.construct(target, given.length === 0 ? [now() + ahead] : given, newTarget) as Date,
  get: (target, property, receiver) =>
    property === 'now' ? () => now() + ahead : (Reflect.get(target, property, receiver) as unknown),
})
