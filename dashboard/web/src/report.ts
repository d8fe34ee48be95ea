import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import PublicPage from "./public/PublicPage.svelte";

mount(PublicPage, { target: document.body });
