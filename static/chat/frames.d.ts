/** Made of chat.protocol.frame_types by `python -m deploy.frame_types`. */

export type Owner = "assistant" | "queue" | "agent" | "closed";

export type Sender = "customer" | "assistant" | "agent" | "system";

export type Thumb = "up" | "down" | "none";

export type StatusMessage = "connected" | "waiting" | "agent_joined" | "agent_left" | "assistant_back" | "closed" | "offline_hours";

export interface SourceDocument {
  source: string;
  page: number;
  score: number;
  article_id: string;
  version: number;
  quote: string;
  url: string;
}

export interface Question {
  id: number;
  kind: "text" | "choice";
  text: string;
  choices: string[];
  skip: string;
}

export interface AnswerData {
  ai_message: string;
  intent: "INFO_REQ" | "COMPLAINT" | "HUMAN_REQ";
  suggested_action: "CONTINUE" | "HANDOVER";
  source_documents: SourceDocument[];
  triage: "SIMPLE_ANSWER" | "AUTO_ANSWER" | "NEED_MORE_INFO" | "HUMAN_REQUIRED";
  category: string;
  sender: "customer" | "assistant" | "agent" | "system";
  ai_generated: boolean;
  engine: string;
  language?: "ko" | "en";
  quick_replies: string[];
  handover_status: string | null;
  is_human_required_flow: boolean;
  info_collection_complete: boolean;
  is_session_end: boolean;
  question?: Question | null;
  agent_name?: string;
  is_cut?: boolean;
}

export interface Status {
  type: "status";
  message: "connected" | "waiting" | "agent_joined" | "agent_left" | "assistant_back" | "closed" | "offline_hours";
  session_id: string;
  protocol: number;
  owner: "assistant" | "queue" | "agent" | "closed";
  epoch: string;
  head_seq: number;
  recovered: boolean;
  agent_name?: string;
  position?: number | null;
  estimated_wait_seconds?: number | null;
  agents_present?: boolean;
  opens_at?: string | null;
  rated?: boolean;
}

export interface Ack {
  type: "ack";
  client_message_id: string | null;
  seq: number;
  text: string;
  created_at: string;
  duplicate: boolean;
}

export interface Processing {
  type: "processing";
  message: string;
  client_message_id: string | null;
}

export interface Delta {
  type: "delta";
  reply_to: number;
  offset: number;
  text: string;
}

export interface Response {
  type: "response";
  data: AnswerData;
  epoch: string;
  reply_to: number | null;
  client_message_id: string | null;
  seq?: number;
  created_at?: string;
}

export interface Entry {
  type: "entry";
  seq: number;
  sender: "customer" | "assistant" | "agent" | "system";
  text: string;
  created_at: string;
  client_message_id?: string;
  agent_name?: string;
  is_cut?: boolean;
}

export interface Typing {
  type: "typing";
  sender: "customer" | "assistant" | "agent" | "system";
  is_typing: boolean;
}

export interface Pong {
  type: "pong";
  timestamp: any;
  head_seq: number;
}

export interface Failure {
  type: "error";
  message: string;
  code: string;
  retryable: boolean;
  client_message_id?: string | null;
  frame?: string;
  seq?: number;
}

export interface SendMessage {
  type: "message";
  user_message: string;
  client_message_id?: string | null;
  answers?: number | null;
}

export interface SendPing {
  type: "ping";
  timestamp?: number | string | null;
}

export interface SendResume {
  type: "resume";
  last_seq: number;
  epoch: string;
}

export interface SendTyping {
  type: "typing";
  is_typing: boolean;
}

export interface SendRequestHandover {
  type: "request_handover";
  reason?: string | null;
}

export interface SendCancelHandover {
  type: "cancel_handover";
}

export interface SendFeedback {
  type: "feedback";
  seq: number;
  rating: "up" | "down" | "none";
  comment?: string | null;
}

export interface SendRate {
  type: "rate";
  score: 1 | 2 | 3 | 4 | 5;
  comment?: string | null;
}

export interface SendEnd {
  type: "end";
}

export type ServerFrame = Status | Ack | Processing | Delta | Response | Entry | Typing | Failure | Pong;

export type ClientFrame = SendMessage | SendPing | SendResume | SendTyping | SendRequestHandover | SendCancelHandover | SendFeedback | SendRate | SendEnd;
