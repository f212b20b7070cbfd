/** Made of handover.desk.frame_types by `python -m deploy.frame_types`. */
import type { AnswerData } from "../chat/frames.js";

export interface CallBackSummary {
  call_back: number;
  session: string;
  customer: string;
  language: string;
  category: string;
  phone: string;
  from: string;
  until: string;
  not_before: string | null;
  attempts: number;
  note: string;
  state: string;
  agent: number | null;
  agent_name: string;
}

export interface Me {
  id: number;
  name: string;
  presence: string;
  capacity: number;
  team: string | null;
  may_work: boolean;
  may_supervise: boolean;
  may_pull: boolean;
}

export interface CannedReply {
  shortcut: string;
  language: string;
  text: string;
}

export interface Label {
  id: number;
  name: string;
  is_offered: boolean;
}

export interface Hello {
  type: "desk";
  now: string;
  me: Me;
  canned: CannedReply[];
  canned_count: number;
  labels: Label[];
  labels_count: number;
}

export interface Card {
  handover: number;
  status: string;
  session: string;
  customer: string;
  is_known: boolean;
  flags: string[];
  language: string;
  trigger: string;
  reason: string;
  category: string;
  priority: number;
  team: string | null;
  agent: number | null;
  agent_name: string;
  requested_at: string;
  claimed_at: string | null;
  awaiting_since: string | null;
  reply_due_at: string | null;
  resolution_due_at: string | null;
  transfers: number;
  warnings: number;
  outcome: string;
  wrap_up: string;
  labels: number[];
  is_snoozed: boolean;
  remind_at: string | null;
  reminder: string;
  read_seq: number;
  head_seq: number;
  epoch: string;
}

export interface Colleague {
  id: number;
  name: string;
  team: string | null;
  capacity: number;
  load: number;
}

export interface TeamName {
  id: number;
  name: string;
}

export interface Board {
  type: "queue";
  now: string;
  presence: string;
  presence_since: string | null;
  waiting: Card[];
  waiting_count: number;
  mine: Card[];
  mine_count: number;
  colleagues: Colleague[];
  colleagues_count: number;
  teams: TeamName[];
  teams_count: number;
}

export interface NoteSummary {
  id: number;
  kind: string;
  author: string;
  text: string;
  after_seq: number;
  created_at: string;
  client_message_id: string | null;
}

export interface EarlierHandover {
  handover: number;
  agent: string;
  ended_at: string | null;
  outcome: string;
  wrap_up: string;
}

export interface Agreed {
  text: string;
  agent: string;
  at: string;
}

export interface IntakeSummary {
  question: string;
  answer: string;
  state: string;
}

export interface Recommendation {
  title: string;
  url: string;
  relevance_score: number;
}

export interface Briefing {
  summary: string;
  sentiment: string;
  category: string;
  keywords: string[];
  recommendations: Recommendation[];
  is_corrected?: boolean;
  engine?: string;
}

export interface Opened {
  handover: number;
  status: string;
  session: string;
  customer: string;
  is_known: boolean;
  flags: string[];
  language: string;
  trigger: string;
  reason: string;
  category: string;
  priority: number;
  team: string | null;
  agent: number | null;
  agent_name: string;
  requested_at: string;
  claimed_at: string | null;
  awaiting_since: string | null;
  reply_due_at: string | null;
  resolution_due_at: string | null;
  transfers: number;
  warnings: number;
  outcome: string;
  wrap_up: string;
  labels: number[];
  is_snoozed: boolean;
  remind_at: string | null;
  reminder: string;
  read_seq: number;
  head_seq: number;
  epoch: string;
  type: "handover";
  correction: Record<string, any>;
  notes: NoteSummary[];
  notes_count: number;
  earlier_handovers: EarlierHandover[];
  agreements: Agreed[];
  answers: IntakeSummary[];
  is_mine: boolean;
  briefing?: Briefing;
}

export interface DeskAck {
  type: "ack";
  client_message_id: string | null;
  seq: number;
  text: string;
  created_at: string;
  duplicate: boolean;
  handover: number;
}

export interface DeskEntry {
  type: "entry";
  seq: number;
  sender: "customer" | "assistant" | "agent" | "system";
  text: string;
  created_at: string;
  client_message_id?: string;
  agent_name?: string;
  is_cut?: boolean;
  handover: number;
}

export interface DeskResponse {
  type: "response";
  data: AnswerData;
  epoch: string;
  reply_to: number | null;
  client_message_id: string | null;
  seq?: number;
  created_at?: string;
  handover: number;
}

export interface DeskTyping {
  type: "typing";
  sender: "customer" | "assistant" | "agent" | "system";
  is_typing: boolean;
  handover: number;
}

export interface DeskFailure {
  type: "error";
  message: string;
  code: string;
  retryable: boolean;
  client_message_id?: string | null;
  frame?: string;
  seq?: number;
  handover?: number;
  call_back?: number;
}

export interface Gone {
  type: "gone";
  handover: number;
}

export interface Pulled {
  type: "pulled";
  conversation: number;
  handover: number;
  status: string;
}

export interface NoteAck {
  type: "ack";
  handover: number;
  client_message_id: string | null;
  text: string;
  note: number;
}

export interface CallBacks {
  type: "call_backs";
  call_backs: CallBackSummary[];
  call_backs_count: number;
}

export interface CallBack {
  type: "call_back";
  call_back: number;
  briefing?: Record<string, any>;
  number?: string;
}

export interface DeskPong {
  type: "pong";
  timestamp: any;
}

export type DeskFrame = Hello | Board | Opened | Gone | Pulled | DeskAck | NoteAck | DeskResponse | DeskEntry | DeskTyping | CallBacks | CallBack | DeskFailure | DeskPong;
