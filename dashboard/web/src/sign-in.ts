import { mount } from "svelte";
import "./styles/tokens.css";
import "./styles/base.css";
import SignIn from "./shell/SignIn.svelte";

mount(SignIn, { target: document.body });
