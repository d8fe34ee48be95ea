import { testFuzzed } from "../../../../test/support/codec-fuzz-tests.ts";

testFuzzed("the-things-stack");
