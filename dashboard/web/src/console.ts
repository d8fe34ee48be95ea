import "./styles/tokens.css";
import "./styles/base.css";
import App from "./shell/App.svelte";
import { start } from "./text/start.ts";

// A one-time link opened by somebody who is signed in already leaves its token in the address.
if (location.hash !== "") history.replaceState(null, "", location.pathname);

void start(App);
