import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import PublicPage from "./public/PublicPage.svelte";

/** Stands in the page itself, for whoever waits for the rest of it; once that is there it says it in its own place. */
const written = document.querySelector("#security-centre");
const securityCentre = written?.querySelector("a")?.getAttribute("href")?.slice("tel:".length);
mount(PublicPage, { target: document.body, props: securityCentre === undefined ? {} : { securityCentre } });
written?.remove();
