import "./styles/tokens.css";
import "./styles/base.css";
import { feed } from "./live/feed.svelte.ts";
import App from "./shell/App.svelte";
import { desk } from "./shell/console-state.svelte.ts";
import { start } from "./text/start.ts";

// A one-time link opened by somebody who is signed in already leaves its token in the address.
if (location.hash !== "") history.replaceState(null, "", location.pathname);

// While the texts are loaded: the page has its alarms as soon as it can say them.
feed.connect();
desk.ready().catch(() => undefined); // the page asks again, and says it
void start(App);
