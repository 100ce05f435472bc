export type { ChannelListener, RedisClient } from './client.ts'
export { fromIoredis, type IoredisLike, type IoredisSubscriberLike } from './ioredis.ts'
export { fromNodeRedis, type NodeRedisLike, type NodeRedisSubscriberLike } from './node-redis.ts'
