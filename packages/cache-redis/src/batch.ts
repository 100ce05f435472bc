/** Gathers what is asked for within one turn into one request, so that a page of many days is one command to Redis. */
export function batched<K, V>(
  ask: (keys: readonly K[]) => Promise<readonly V[]>,
): (keys: readonly K[]) => Promise<readonly V[]> {
  let gathered: K[] = []
  let answers: Promise<readonly V[]> | undefined
  return async (keys) => {
    const begin = gathered.length
    gathered.push(...keys)
    answers ??= Promise.resolve().then(() => {
      const all = gathered
      gathered = []
      answers = undefined
      return ask(all)
    })
    return (await answers).slice(begin, begin + keys.length)
  }
}
