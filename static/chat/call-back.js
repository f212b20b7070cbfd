/**
 * The form by which a customer asks to be called: a number, a time in business hours, consent.
 * The number goes to the server and is kept nowhere on this side.
 */
import { byId, el } from "./dom.js";
import { windowOf } from "./clock.js";
import { language, say } from "./i18n.js";

/** A refusal's code → the field that it is about. */
const FIELD_OF = { bad_phone: "phone", bad_window: "window", no_consent: "consent" };

export class CallBack {
  /**
   * @param {object} doors
   * @param {() => Promise<import("./client.js").ChatClient>} doors.client fails while there is none
   * @param {() => void} doors.onDone the form is shut
   */
  constructor({ client, onDone }) {
    this.client = client;
    this.onDone = onDone;
    this.dialog = byId("call-back");
    this.form = byId("call-back-form");
    this.said = byId("call-back-said");
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("input", (event) => this.#clear(event.target));
    byId("call-back-cancel").addEventListener("click", () => this.dialog.close());
    byId("call-back-withdraw").addEventListener("click", () =>
      this.#settle((bank) => bank.withdrawCallBack()),
    );
    this.dialog.addEventListener("close", () => {
      this.form.reset();
      this.onDone();
    });
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** Show the form as it is offered now. Rejects where the offer cannot be had. */
  async open() {
    const offer = await (await this.client()).callBackOffer(language);
    this.consentVersion = offer.consent.version;
    byId("call-back-consent-words").textContent = offer.consent.text;
    const options = offer.windows.map((it, place) => el("option", { value: place }, windowOf(it)));
    byId("call-back-window").replaceChildren(...options);
    this.windows = offer.windows;
    const present = offer.call_back;
    byId("call-back-present").hidden = !present;
    byId("call-back-withdraw").hidden = !present;
    byId("call-back-present").textContent = present
      ? say("call-back-present", { when: windowOf(present), phone: present.phone })
      : "";
    for (const name of Object.values(FIELD_OF)) this.#clear(byId(`call-back-${name}`));
    this.#complain("");
    this.dialog.showModal();
    byId("call-back-phone").focus();
  }

  #submit(event) {
    event.preventDefault();
    const window = this.windows[Number(byId("call-back-window").value)];
    if (!byId("call-back-phone").value.trim()) return this.#refuse("bad_phone");
    if (!window) return this.#refuse("bad_window");
    if (!byId("call-back-consent").checked) return this.#refuse("no_consent");
    const wish = {
      phone: byId("call-back-phone").value,
      from: window.from,
      until: window.until,
      consent: this.consentVersion,
    };
    return this.#settle((bank) => bank.requestCallBack(wish));
  }

  /** @param {(client: import("./client.js").ChatClient) => Promise<any>} act */
  async #settle(act) {
    this.form.inert = true;
    try {
      await act(await this.client());
      this.dialog.close();
    } catch (failure) {
      this.form.inert = false;
      this.#refuse(failure.code, failure.detail);
    } finally {
      this.form.inert = false;
    }
  }

  /** Say what is wrong where it is wrong, and go there. */
  #refuse(code, message) {
    const name = FIELD_OF[code];
    if (!name) return this.#complain(message || say("refused"));
    const field = byId(`call-back-${name}`);
    field.setAttribute("aria-invalid", "true");
    byId(`call-back-${name}-error`).textContent = say(code);
    field.focus();
  }

  #clear(field) {
    field.removeAttribute("aria-invalid");
    const error = byId(`${field.id}-error`);
    if (error) error.textContent = "";
  }

  #complain(words) {
    this.said.textContent = words;
  }
}
