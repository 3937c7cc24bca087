/**
 * The one table. A message is a partition: its own item and one for each recipient's copy, so that one query reads all of it.
 * Rules, rejections and circuits have partitions of their own.
 */
export const keys = { partition: 'pk', sort: 'sk' } as const;

/** When an item is to be looked at by the sweeper: a step is due, or events are still to be sent. Only items that move are in it. */
export const wakeIndex = { name: 'wake', partition: 'wakeShard', sort: 'wakeAt' } as const;
/** The log: `domain#day#shard`, then time, id and r. Its keys never change, so that no change of state is written twice. */
export const logIndex = { name: 'log', partition: 'logDay', sort: 'logAt' } as const;

/** One index partition takes 1,000 writes a second. */
export const wakeShards = 8;
export const logShards = 4;

/** The attribute, in epoch seconds, after which DynamoDB may forget the item. */
export const expiry = 'expires';
