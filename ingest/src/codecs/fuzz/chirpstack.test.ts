import { testFuzzed } from "../../../../test/support/codec-fuzz-tests.ts";

testFuzzed("chirpstack");
