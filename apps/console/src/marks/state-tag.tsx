import { type FindingView } from '../api/asset-views.js';
import { type CaseState, type WatchSlotView } from '../api/case-views.js';
import { type FreezeView } from '../api/freeze-views.js';
import { type OrderState } from '../api/order-views.js';
import { useSay } from '../words/language.js';

type Tone = 'calm' | 'busy' | 'good' | 'warn' | 'alarm' | 'ask';

const ofCase: Record<CaseState, Tone> = { open: 'busy', dormant: 'calm', resumed: 'good', closed: 'calm' };
const ofOrder: Record<OrderState, Tone> = {
  draft: 'calm',
  awaiting_approval: 'ask',
  rejected: 'alarm',
  running: 'busy',
  partly_answered: 'busy',
  suspended: 'warn',
  complete: 'good',
  complete_with_silence: 'warn',
  withdrawn: 'calm',
};
const ofFreeze: Record<FreezeView['state'], Tone> = { active: 'busy', released: 'calm', expired: 'alarm', exhausted: 'good' };
const ofLevel: Record<FindingView['level'], Tone> = { info: 'calm', review: 'warn', freeze_now: 'alarm' };
const ofFinding: Record<FindingView['state'], Tone> = { open: 'ask', resumed: 'good', dismissed: 'calm' };
const ofSlot: Record<WatchSlotView['state'], Tone> = { waiting: 'calm', asked: 'busy', answered: 'good', late: 'alarm' };

function Tag({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`tag tag-${tone}`}>{children}</span>;
}

export function CaseStateTag({ state }: { state: CaseState }) {
  return <Tag tone={ofCase[state]}>{useSay()(`caseState.${state}`)}</Tag>;
}

export function OrderStateTag({ state }: { state: OrderState }) {
  return <Tag tone={ofOrder[state]}>{useSay()(`orderState.${state}`)}</Tag>;
}

export function FreezeStateTag({ state }: { state: FreezeView['state'] }) {
  return <Tag tone={ofFreeze[state]}>{useSay()(`freezeState.${state}`)}</Tag>;
}

export function FindingLevelTag({ level }: { level: FindingView['level'] }) {
  return <Tag tone={ofLevel[level]}>{useSay()(`findings.level.${level}`)}</Tag>;
}

export function FindingStateTag({ state }: { state: FindingView['state'] }) {
  return <Tag tone={ofFinding[state]}>{useSay()(`findings.state.${state}`)}</Tag>;
}

export function SlotStateTag({ state }: { state: WatchSlotView['state'] }) {
  return <Tag tone={ofSlot[state]}>{useSay()(`slotState.${state}`)}</Tag>;
}
