/** What a customer is called at the desk. */
import { say } from "../chat/i18n.js";

export const nameOf = (card) => card.customer || say("anonymous", { session: card.session });
