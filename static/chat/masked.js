/** What was masked, in the page's language: it is stored in Korean, whoever reads it. */
import { say } from "./i18n.js";

const KINDS =
  "주민등록번호|외국인등록번호|운전면허번호|여권번호|이메일|비밀번호|인증번호|보안카드|CVC|이름|주소|카드|전화|계좌";
const MASKED = new RegExp(`\\[(${KINDS})((?: \\*{4}-\\d{0,4})?)\\](?!\\()`, "g"); // no link's label

export const readable = (text) =>
  text.replace(MASKED, (_, kind, end) => `[${say(`masked-${kind}`)}${end}]`);
