import "./styles/tokens.css";
import "./styles/base.css";
import SignIn from "./shell/SignIn.svelte";
import { start } from "./text/start.ts";

void start(SignIn);
