import { mount } from "svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import App from "./shell/App.svelte";

// A one-time link opened by somebody who is signed in already leaves its token in the address.
if (location.hash !== "") history.replaceState(null, "", location.pathname);

mount(App, { target: document.body });
