// Each is one step in Redis: nothing comes between its parts.

/** Gives each key's value; one that has none gets ARGV[1] for ARGV[2] milliseconds. */
export const leaseScript = `
local leases = {}
for i, key in ipairs(KEYS) do
  local lease = redis.call('GET', key)
  if not lease then
    lease = ARGV[1]
    redis.call('SET', key, lease, 'PX', ARGV[2])
  end
  leases[i] = lease
end
return leases`

/**
 * KEYS: lease and answer in turns; ARGV: for each pair the lease it was asked for under, milliseconds to keep, the answer.
 * An answer is stored only while its day has the same lease still. Gives 1 or 0 for each.
 */
export const storeScript = `
local outcomes = {}
for i = 1, #KEYS / 2 do
  local lease = ARGV[3 * i - 2]
  local stored = 0
  if lease == '' or redis.call('GET', KEYS[2 * i - 1]) == lease then
    redis.call('SET', KEYS[2 * i], ARGV[3 * i], 'PX', ARGV[3 * i - 1])
    stored = 1
  end
  outcomes[i] = stored
end
return outcomes`

/**
 * Takes the leases of KEYS away, with which all answers under them are void and none can be stored, and tells everybody.
 * Deletes only, so that it works in a Redis that is full.
 */
export const invalidateScript = `
redis.call('DEL', unpack(KEYS))
return redis.call('PUBLISH', ARGV[1], ARGV[2])`
