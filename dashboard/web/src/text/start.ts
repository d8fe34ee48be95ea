import { type Component, mount } from "svelte";
import { language } from "./language.svelte.ts";

/** Shows the page when its texts are there. Where they cannot be had, the page says so in both languages rather than nothing. */
export async function start(page: Component<Record<string, never>>): Promise<void> {
  try {
    await language.load();
  } catch (error) {
    document.body.textContent = "This page could not be loaded. Load it anew. 页面未能加载，请重新加载。";
    throw error;
  }
  mount(page, { target: document.body });
}
