import { createHash, randomUUID } from 'node:crypto';
import { TOPICS } from '#messages/topics.js';
import { ChakongError } from '#platform/errors.js';
import { type RawMessage } from '../handling.js';
import { type Letter } from '../outbox.js';
import { LocalLog } from './local-log.js';

/** Topic → partitions a member has been given. */
export type Assignment = ReadonlyMap<string, readonly number[]>;

export interface Member {
  readonly topics: readonly string[];
  /** The whole of what it has from now on; the rest belongs to others. */
  assigned(assignment: Assignment): void;
  /** There is something new in a partition it has. */
  wake(topic: string, partition: number): void;
}

const waitForRoomMs = 30_000;

/**
 * A broker's contract inside one process: topics of partitions, groups with positions, members among whom partitions are shared out.
 * Nothing here outlives the process; what was in flight comes back by leases and ascertain. Joins the publishers and consumers of all
 * services composed into the process.
 */
export class LocalHub {
  private static shared: LocalHub | undefined;
  readonly id = randomUUID();
  private readonly logs = new Map<string, LocalLog[]>();
  private readonly groups = new Map<string, Set<Member>>();

  /** The one hub of this process. */
  static ofProcess(): LocalHub {
    this.shared ??= new LocalHub();
    return this.shared;
  }

  constructor(private readonly partitionsOf: (topic: string) => number = declaredPartitions) {}

  /** Waits for room while a group lags far behind. What nobody reads is kept up to the same bound, the newest. */
  async append(letters: readonly Letter[]): Promise<void> {
    for (const letter of letters) {
      const partition = letter.lane ?? this.partitionOf(letter.topic, letter.key);
      const log = this.log(letter.topic, partition);
      if (!(await log.room(waitForRoomMs))) {
        throw new ChakongError('unavailable', `The readers of ${letter.topic} are too far behind. Try again.`);
      }
      const { key, value, correlationId, isUrgent } = letter;
      log.append({ key, value, correlationId, isUrgent });
      for (const members of this.groups.values()) for (const member of members) member.wake(letter.topic, partition);
    }
  }

  join(groupId: string, member: Member): void {
    const members = this.groups.get(groupId) ?? new Set();
    this.groups.set(groupId, members.add(member));
    for (const topic of member.topics) for (const log of this.partitions(topic)) log.follow(groupId);
    this.share(members);
  }

  leave(groupId: string, member: Member): void {
    const members = this.groups.get(groupId);
    if (members?.delete(member) === true) this.share(members);
  }

  position(groupId: string, topic: string, partition: number): number {
    return this.log(topic, partition).position(groupId);
  }

  read(topic: string, partition: number, from: number, max: number): { messages: readonly RawMessage[]; end: number } {
    const log = this.log(topic, partition);
    return { messages: log.read(from, max), end: log.end };
  }

  commit(groupId: string, topic: string, partition: number, position: number): void {
    this.log(topic, partition).commit(groupId, position);
  }

  private share(members: ReadonlySet<Member>): void {
    const given = new Map<Member, Map<string, number[]>>([...members].map((member) => [member, new Map()]));
    for (const topic of new Set([...members].flatMap((member) => member.topics))) {
      const takers = [...members].filter((member) => member.topics.includes(topic));
      for (const partition of this.partitions(topic).keys()) {
        const taker = takers[partition % takers.length];
        const topics = taker === undefined ? undefined : given.get(taker);
        topics?.set(topic, [...(topics.get(topic) ?? []), partition]);
      }
    }
    for (const [member, assignment] of given) member.assigned(assignment);
  }

  private partitionOf(topic: string, key: string): number {
    return createHash('md5').update(key).digest().readUInt32BE(0) % this.partitionsOf(topic);
  }

  private log(topic: string, partition: number): LocalLog {
    const log = this.partitions(topic)[partition];
    if (log === undefined) throw new RangeError(`${topic} has no partition ${partition}`);
    return log;
  }

  private partitions(topic: string): LocalLog[] {
    const known = this.logs.get(topic);
    if (known !== undefined) return known;
    const logs = Array.from({ length: this.partitionsOf(topic) }, () => new LocalLog());
    this.logs.set(topic, logs);
    return logs;
  }
}

function declaredPartitions(topic: string): number {
  return TOPICS.find(({ name }) => name === topic)?.partitions ?? 4;
}
