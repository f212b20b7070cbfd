// What `make lint` holds the pages' modules to, beside the types that tsconfig.json asks for.
import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  "no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
  "eqeqeq": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-shadow": "error",
  "no-var": "error",
  "prefer-const": "error",
  "array-callback-return": "error",
  "no-constructor-return": "error",
  "no-self-compare": "error",
  "no-unmodified-loop-condition": "error",
  "no-unreachable-loop": "error",
  "no-unused-private-class-members": "error",
  "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
};

const html = ["innerHTML", "outerHTML"].map((property) => ({
  property,
  message: "Nothing that a person or a model wrote is HTML: build elements by static/chat/dom.js.",
}));

export default [
  { ignores: [".venv/", "var/", "static-collected/"] },
  {
    files: ["static/**/*.js", "chat/tests/client_library/*.js", "eslint.config.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules,
  },
  {
    files: ["static/chat/*.js", "static/desk/*.js"],
    rules: { "no-restricted-properties": ["error", ...html] },
  },
  {
    // Plain scripts beside Unfold's.
    files: ["static/admin_pages/*.js", "static/api_docs/*.js"],
    languageOptions: { sourceType: "script", globals: globals.browser },
  },
  {
    files: ["static/admin_pages/dashboard.js"],
    languageOptions: { sourceType: "module", globals: { ...globals.browser, Chart: "readonly" } },
  },
];
